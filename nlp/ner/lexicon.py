"""The lexicon: names of goods, places and coins, in many languages.

A name is a hint to the trained network and gives a mention its canonical value. Ordinary words that can be such a name
(``ambiguous``) are hints of a lower score: the sentence decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import srsly  # type: ignore[import-untyped]  # comes with spaCy
from pydantic import BeforeValidator, Field, ValidationError

from core.errors import ConfigError, shown
from core.mentions import EntityKind
from core.records import Record
from core.text import fold
from nlp.ner.labels import LEXICON_LABELS

FOLDER = Path(__file__).parent / "lexicon"

CLASSES = "drug_classes"
"""Name of the file that sorts the drugs."""


def _split(spellings: object) -> object:
    if isinstance(spellings, str):
        return [one for one in spellings.split(", ") if one]
    return spellings


_SHORTEST_JOINED = 4
"""Characters up to which a spelling with a hyphen is not also written in one."""
_SHORTEST_FOLDED = 3
"""Characters up to which a spelling counts only with its accents."""
Spellings = Annotated[list[str], BeforeValidator(_split)]
"""A list, or one text with a comma and a blank between spellings: several times faster to read from YAML."""
Names = dict[str, Spellings]
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
    ambiguous: Names = Field(default_factory=dict)
    """Ordinary words that can mean a value; one word may stand under several values."""
    ambiguous_exact: Names = Field(default_factory=dict)
    """Like ``ambiguous``, but only in this very case, such as codes of countries."""
    modifiers: Names = Field(default_factory=dict)
    """Words beside a term that belong to it; their value goes before the term's."""
    forms: Spellings = Field(default_factory=list)
    """Words behind a term that belong to it and leave its value as it is: "powder"."""
    origins: Spellings = Field(default_factory=list)
    """The same before a term: "Colombian"."""


@dataclass(frozen=True, slots=True)
class Term:
    """One spelling and what it means."""

    kind: EntityKind
    spelling: str
    value: str
    is_exact: bool = False
    needs_modifier: bool = False
    """Whether it is an ordinary word, and no name unless a modifier stands beside it."""


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
    for value, spelling in _spelt(lexicon.ambiguous, with_value=False):
        yield Term(kind, spelling, value, needs_modifier=True)
    for value, spellings in lexicon.exact.items():
        yield from (Term(kind, one, value, is_exact=True) for one in spellings)
    for value, spellings in lexicon.ambiguous_exact.items():
        for one in spellings:
            yield Term(kind, one, value, is_exact=True, needs_modifier=True)


def modifier_values(lexicon: Lexicon) -> dict[str, str]:
    """Return what each modifying word of a lexicon means."""
    return {word: value for value, word in _spelt(lexicon.modifiers, with_value=True)}


def _spelt(names: Names, *, with_value: bool) -> Iterator[tuple[str, str]]:
    """Yield each value with each of its spellings, lower case, accents on and off."""
    for value, spellings in names.items():
        lower = [one.lower() for one in ([value] if with_value else []) + spellings]
        joined = [form for one in lower if "-" in one for form in _without_hyphens(one)]
        # Most spellings are ASCII, and folding costs more than reading.
        foreign = [one for one in (*lower, *joined) if not one.isascii()]
        # "haş" without its accent is "has", "omã" a grandmother.
        folded = (fold(one) for one in foreign if len(one) > _SHORTEST_FOLDED)
        plain = (one for one in joined if one.isascii())
        for spelling in sorted({*lower, *plain, *folded}):
            yield value, spelling


def _without_hyphens(spelling: str) -> Iterator[str]:
    """Yield what sellers write for "5f-adb": "5f adb" and "5fadb"."""
    yield spelling.replace("-", " ")
    # "a-b" would be the word "ab"; a code has digits or is longer.
    if len(spelling) > _SHORTEST_JOINED:
        yield spelling.replace("-", "")


class _Classes(Record):
    """The file that sorts the drugs, as it stands."""

    kind: EntityKind
    classes: Names


@cache
def load_classes(folder: Path = FOLDER) -> dict[str, str]:
    """Return the class path of every drug value, such as ``opioids/nitazenes``.

    Raises:
        ConfigError: The file is missing, wrong, or gives a value two classes.
    """
    path = folder / f"{CLASSES}.yml"
    try:
        content: Any = srsly.read_yaml(path)
        classes = _Classes.model_validate(content).classes
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"the drug classes cannot be read: {shown(_reason(error))}; mend {path.name}"
        ) from error
    known: dict[str, str] = {}
    for path_of_class, values in classes.items():
        for value in values:
            if known.setdefault(value, path_of_class) != path_of_class:
                raise ConfigError(
                    f"{shown(value)} has two classes; keep one in {path.name}"
                )
    return known


def class_of(kind: EntityKind, value: str) -> str | None:
    """Return the class path of a canonical value, or None where it has none.

    Args:
        kind: Only ``DRUG`` has classes.
        value: As mentions carry it: ``nitazene`` is ``opioids/nitazenes``.
    """
    return load_classes().get(value) if kind is EntityKind.DRUG else None
