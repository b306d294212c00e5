"""The sentences of whole listings and profiles, one file a language."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import srsly  # type: ignore[import-untyped]  # comes with spaCy
from pydantic import Field, ValidationError

from core.errors import ConfigError, shown
from core.records import Record
from nlp.training.generator.patterns import FOLDER, Patterns, parse_pattern

WHOLE_FOLDER = FOLDER / "whole"


class WholeFile(Record):
    """One language's sentences, as its file holds them."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    places: Patterns
    """Countries and cities as the language names them."""
    regions: Patterns
    """Wider places to send to."""
    misspelt: Mapping[str, str]
    """What a hasty hand makes of everyday words."""
    filler: Patterns
    """Shop talk without any mention."""
    shipping: Patterns
    offer: Patterns
    """Prices, quantities and purities."""
    payment: Patterns
    contact: Patterns
    """Labels and identifiers: no mentions."""
    profile: Patterns
    """Openings of profiles, with the vendor's own names."""
    harmless: Patterns
    """Openings of listings that offer nothing forbidden."""

    def all(self) -> Iterator[str]:
        """Yield every sentence of the language."""
        yield from (*self.filler, *self.shipping, *self.offer, *self.payment)
        yield from (*self.contact, *self.profile, *self.harmless)


@cache
def load_whole(language: str, folder: Path = WHOLE_FOLDER) -> WholeFile:
    """Read one language's sentences.

    Raises:
        ConfigError: There is no such file, or a sentence in it is wrong.
    """
    path = folder / f"{language}.yml"
    try:
        file = WholeFile.model_validate(srsly.read_yaml(path))
    except (OSError, ValueError) as error:
        said = (
            str(error.errors(include_url=False)[0]["loc"])
            if isinstance(error, ValidationError)
            else str(error)
        )
        raise ConfigError(
            f"the sentences {path.name} cannot be read: {shown(said)}; mend the file"
        ) from error
    for pattern in file.all():
        parse_pattern(pattern)
    return file
