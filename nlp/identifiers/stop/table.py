"""The tables of stop reasons, read once from this folder's files."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from core.errors import ConfigError, shown
from core.mentions import IDENTIFIER_KINDS, EntityKind, StopReason
from core.records import Record

FOLDER = Path(__file__).parent


class StopEntry(Record):
    """Values that share a reason and a source."""

    reason: StopReason
    source: str = Field(min_length=1)
    """Where it is written that the values are what the reason says."""
    values: dict[EntityKind, tuple[str, ...]] = Field(default_factory=dict)
    """By kind, each in its one spelling."""
    patterns: dict[EntityKind, tuple[str, ...]] = Field(default_factory=dict)
    """By kind, regular expressions that a whole value must match; linear in time."""


@dataclass(frozen=True, slots=True)
class StopTable:
    """What is known of single values and of ranges of them."""

    values: Mapping[tuple[EntityKind, str], StopReason]
    patterns: Mapping[EntityKind, tuple[tuple[re.Pattern[str], StopReason], ...]]

    def reason_of(self, kind: EntityKind, value: str) -> StopReason | None:
        """Return why a value must not link accounts; its own entry goes before a pattern."""
        reason = self.values.get((kind, value))
        if reason is not None:
            return reason
        for pattern, range_reason in self.patterns.get(kind, ()):
            if pattern.fullmatch(value):
                return range_reason
        return None


def stop_reason_of(kind: EntityKind, value: str) -> StopReason | None:
    """Return why equal values of this spelling do not mean one holder.

    Args:
        kind: The value's kind.
        value: The value in its one spelling.

    Returns:
        ``None`` when nothing is known against the value.
    """
    return stop_table().reason_of(kind, value)


@cache
def stop_table() -> StopTable:
    """Return what this folder's files say, read once."""
    return table_of(entry for path in stop_files() for entry in load_entries(path))


def stop_files() -> list[Path]:
    """Return the files of all tables, in the order of their names."""
    return sorted(FOLDER.glob("*.yml"))


def load_entries(path: Path) -> list[StopEntry]:
    """Read one file.

    Raises:
        ConfigError: The file cannot be read, or holds something else than entries.
    """
    # Loading srsly, which comes with spaCy, takes a while: only when a value was found.
    import srsly  # type: ignore[import-untyped]

    try:
        entries = _ENTRIES.validate_python(srsly.read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"the stop list {path.name} is not right at {shown(place)}: {first['msg']}"
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"the stop list {path.name} cannot be read: {shown(str(error))}"
        ) from error
    return entries


def table_of(entries: Iterable[StopEntry]) -> StopTable:
    """Return entries as one table.

    Raises:
        ConfigError: A value stands twice, is of no identifier kind, or a pattern is no regular expression.
    """
    values: dict[tuple[EntityKind, str], StopReason] = {}
    patterns: dict[EntityKind, tuple[tuple[re.Pattern[str], StopReason], ...]] = {}
    for entry in entries:
        for kind, value in _pairs(entry.values):
            if (kind, value) in values:
                raise ConfigError(
                    f"{kind} {shown(value)} stands twice in the stop lists; keep one"
                )
            values[kind, value] = entry.reason
        for kind, pattern in _pairs(entry.patterns):
            compiled = (_compiled(pattern), entry.reason)
            patterns[kind] = (*patterns.get(kind, ()), compiled)
    return StopTable(values, patterns)


_ENTRIES = TypeAdapter(list[StopEntry])


def _pairs(
    by_kind: Mapping[EntityKind, tuple[str, ...]],
) -> Iterator[tuple[EntityKind, str]]:
    for kind, texts in by_kind.items():
        if kind not in IDENTIFIER_KINDS:
            raise ConfigError(f"{kind} is no kind of identifier: it has no stop list")
        for text in texts:
            yield kind, text


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f"{shown(pattern)} in the stop lists is no regular expression: {error}"
        ) from error
