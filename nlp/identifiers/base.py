"""What every kind of identifier can do: find, normalise, validate."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from core.mentions import EntityKind, MentionSource, StopReason
from nlp.identifiers.stop import stop_reason_of

SURE = 1.0
"""Score of a value whose checksum was verified."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier in a clean text, before its offsets are mapped back."""

    kind: EntityKind
    start: int
    end: int
    value: str
    source: MentionSource
    score: float
    stop_reason: StopReason | None = None


class Identifier(ABC):
    """One kind of identifier. Instances hold no state."""

    kind: ClassVar[EntityKind]
    specificity: ClassVar[float]
    """How surely two equal values mean one holder, from 0 (anyone's) to 1 (one key pair)."""

    @abstractmethod
    def find(self, text: str) -> Iterator[Found]:
        """Yield the identifiers of this kind in a clean text, in order.

        Time is linear in the text's length, whatever the text.
        """

    @abstractmethod
    def normalise(self, raw: str) -> str:
        """Return the one spelling of a value: obfuscation undone, case settled."""

    @abstractmethod
    def validate(self, value: str) -> bool:
        """Whether a normalised value is well formed and its checksum, if any, right."""

    def canonical(self, raw: str) -> str | None:
        """Return a value in its one spelling, ``None`` when it is not valid."""
        value = self.normalise(raw)
        return value if self.validate(value) else None

    def recognise(self, query: str) -> str | None:
        """Return the value that a whole query spells, ``None`` when it spells none.

        Kinds whose values look like ordinary words ask for more than a valid value.
        """
        return self.canonical(query)

    def shown(self, text: str) -> str:
        """Return a mention's text as it may be kept, at its length: all of it, but for a card's number."""
        return text

    def found(self, span: tuple[int, int], value: str, *, score: float = SURE) -> Found:
        """Return a find: by checksum when it is sure, by rule otherwise.

        Here every find gets the reason, if any, why its value must not link accounts.
        """
        source = MentionSource.CHECKSUM if score >= SURE else MentionSource.RULE
        reason = stop_reason_of(self.kind, value)
        return Found(self.kind, *span, value, source, score, reason)
