"""The lexicon: names of goods, places and coins, in five languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]  # comes with spaCy
from pydantic import Field, ValidationError

from core.errors import ConfigError, shown
from core.mentions import EntityKind
from core.records import Record
from core.text import fold
from nlp.ner.labels import LEXICON_LABELS

FOLDER = Path(__file__).parent / "lexicon"

Names = dict[str, list[str]]
"""Canonical value to further spellings. The value itself is one only under ``terms``."""


class Lexicon(Record):
    """One kind's names, as its file holds them."""

    kind: EntityKind
    terms: Names = Field(default_factory=dict)
    exact: Names = Field(default_factory=dict)
    """Spellings that count only in this very case, such as short capitals."""
    spellings: Names = Field(default_factory=dict)
    """Like ``terms``, but the value itself is a code and never a spelling."""
    with_modifier: Names = Field(default_factory=dict)
    """Like ``terms``, but ordinary words unless a modifier stands beside them."""
    modifiers: Names = Field(default_factory=dict)
    """Words beside a term that belong to it; their value goes before the term's."""


@dataclass(frozen=True, slots=True)
class Term:
    """One spelling and what it means."""

    kind: EntityKind
    spelling: str
    value: str
    is_exact: bool = False
    needs_modifier: bool = False


def load_lexicon(name: str, folder: Path = FOLDER) -> Lexicon:
    """Read one lexicon file.

    Raises:
        ConfigError: There is no such file, or it is no lexicon.
    """
    path = folder / f"{name}.yml"
    try:
        content: Any = srsly.read_yaml(path)
        lexicon = Lexicon.model_validate(content)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        raise ConfigError(
            f"the lexicon {name} cannot be read: {shown(reason)}; mend {path.name}",
            lexicon=name,
        ) from error
    if lexicon.kind not in LEXICON_LABELS:
        raise ConfigError(
            f"the lexicon {name} has a kind that no lexicon gives; mend {path.name}",
            kind=lexicon.kind,
        )
    return lexicon


def _reason(error: OSError | ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def terms_of(lexicon: Lexicon) -> Iterator[Term]:
    """Yield every spelling of a lexicon, with and without its accents."""
    kind = lexicon.kind
    for value, spelling in _spelt(lexicon.terms, with_value=True):
        yield Term(kind, spelling, value)
    for value, spelling in _spelt(lexicon.spellings, with_value=False):
        yield Term(kind, spelling, value)
    for value, spelling in _spelt(lexicon.with_modifier, with_value=True):
        yield Term(kind, spelling, value, needs_modifier=True)
    for value, spellings in lexicon.exact.items():
        yield from (Term(kind, one, value, is_exact=True) for one in spellings)


def modifier_values(lexicon: Lexicon) -> dict[str, str]:
    """Return what each modifying word of a lexicon means."""
    return {word: value for value, word in _spelt(lexicon.modifiers, with_value=True)}


def _spelt(names: Names, *, with_value: bool) -> Iterator[tuple[str, str]]:
    """Yield each value with each of its spellings, lower case, accents on and off."""
    for value, spellings in names.items():
        lower = [one.lower() for one in ([value] if with_value else []) + spellings]
        for spelling in sorted({*lower, *map(fold, lower)}):
            yield value, spelling
