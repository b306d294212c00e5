"""The generator's patterns: sentences and lines with slots, one file a language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import srsly  # type: ignore[import-untyped]  # comes with spaCy
from pydantic import Field, ValidationError

from core.errors import ConfigError, shown
from core.records import Category, Record
from nlp.training.generator.slots import SLOTS

FOLDER = Path(__file__).parent / "patterns"
LANGUAGES = ("en", "de", "nl", "fr", "es")

Piece = tuple[str, bool]
"""Literal text, or the name of a slot and ``True``."""
Patterns = tuple[str, ...]
_SLOT = re.compile(r"\{([a-z]{1,20})\}")

_File = TypeVar("_File", bound=Record)


class PatternFile(Record):
    """One language's patterns, as its file holds them."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    title: Mapping[Category, Patterns]
    line: Mapping[Category, Patterns]
    every: Patterns
    """Lines that stand in offers of every category."""
    profile: Mapping[Category, Patterns]
    profile_every: Patterns
    news: Mapping[Category, Patterns]
    forum: Mapping[Category, Patterns]
    innocent: Patterns
    """Harmless sentences with words that elsewhere name goods."""

    def all(self) -> Iterator[str]:
        """Yield every pattern of the language."""
        yield from (*self.every, *self.profile_every, *self.innocent)
        for by_category in (self.title, self.line, self.profile, self.news, self.forum):
            for patterns in by_category.values():
                yield from patterns


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern cut into literal text and slots."""

    pieces: tuple[Piece, ...]


@cache
def load_patterns(language: str, folder: Path = FOLDER) -> PatternFile:
    """Read one language's patterns.

    Raises:
        ConfigError: There is no such file, or a pattern in it is wrong.
    """
    file = read_checked(PatternFile, folder / f"{language}.yml", "patterns")
    for pattern in file.all():
        parse_pattern(pattern)
    return file


def read_checked(kind: type[_File], path: Path, content: str) -> _File:
    """Read a file of patterns into its record.

    Args:
        kind: The record.
        path: The file.
        content: What the file holds, for the message.

    Raises:
        ConfigError: There is no such file, or it is no such record.
    """
    try:
        return kind.model_validate(srsly.read_yaml(path))
    except (OSError, ValueError) as error:
        said = (
            str(error.errors(include_url=False)[0]["loc"])
            if isinstance(error, ValidationError)
            else str(error)
        )
        raise ConfigError(
            f"the {content} {path.name} cannot be read: {shown(said)}; mend the file"
        ) from error


@cache
def parse_pattern(pattern: str) -> Pattern:
    """Cut a pattern into literal text and slots.

    Raises:
        ConfigError: A slot has no such name.
    """
    pieces: list[Piece] = []
    for at, piece in enumerate(_SLOT.split(pattern)):
        is_slot = at % 2 == 1
        if (is_slot and piece not in SLOTS) or (
            not is_slot and re.search("[{}]", piece)
        ):
            raise ConfigError(
                f"the pattern {shown(pattern)} has an unknown slot: take one of "
                f"{', '.join(sorted(SLOTS))}"
            )
        if piece:
            pieces.append((piece, is_slot))
    return Pattern(tuple(pieces))
