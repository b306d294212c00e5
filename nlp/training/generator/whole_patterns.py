"""The sentences of whole listings and profiles, one file a language."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from core.records import Record
from nlp.training.generator.patterns import (
    FOLDER,
    Patterns,
    parse_pattern,
    read_checked,
)

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
    file = read_checked(WholeFile, folder / f"{language}.yml", "sentences")
    for pattern in file.all():
        parse_pattern(pattern)
    return file
