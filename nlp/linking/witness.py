"""What a witness is: one kind of evidence, from an account's facts to a sentence."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from core.analysis import Account, ValueSpread
from core.links import EvidenceKind, Proof
from nlp.linking.overlaps import OverlapIndex
from nlp.linking.statistics import Statistics

MAX_SHARERS = 4
"""An identifier or a picture of more accounts than this is a stop-value unless said otherwise."""
MAX_PROOFS = 6
"""Pages that prove one item of evidence; more would only be scrolled past."""

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class PairContext:
    """What is known about a pair's surroundings."""

    statistics: Statistics
    spreads: Mapping[str, ValueSpread] = field(default_factory=dict)
    """How many accounts show each entity key, and each picture as ``IMAGE:<hash>``."""
    overlaps: OverlapIndex = field(default_factory=lambda: OverlapIndex(()))
    max_sharers: int = MAX_SHARERS

    def is_stop_value(self, key: str) -> bool:
        """Whether too many accounts show a value for it to tell who holds them."""
        spread = self.spreads.get(key)
        return spread is not None and spread.accounts > self.max_sharers


@dataclass(frozen=True, slots=True)
class Telling:
    """What a witness says to a reader."""

    detail: str
    """One sentence, foreign text shown by ``core.errors.shown``."""
    values: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()


class Witness(ABC, Generic[Seen]):
    """One kind of evidence.

    A witness first looks at each account alone, then measures pairs: a number that grows with the likeness, which the model turns into
    a weight. Only for pairs that are shown is it asked to tell why.
    """

    kind: ClassVar[EvidenceKind]
    falling: ClassVar[bool] = False
    """Whether a higher measure speaks against one holder."""
    beside_others: ClassVar[bool] = False
    """Whether it measures beside what is usual, and so can say nothing where too few accounts show that."""

    @abstractmethod
    def look(self, account: Account, statistics: Statistics) -> Seen | None:
        """Return what the witness remembers of an account; None if there is too little."""

    @abstractmethod
    def measure(self, left: Seen, right: Seen, pair: PairContext) -> float | None:
        """Return how alike two accounts are, finite; None where that cannot be said."""

    @abstractmethod
    def tell(self, left: Seen, right: Seen, pair: PairContext) -> Telling:
        """Say in one sentence what was measured; only called where it was."""
