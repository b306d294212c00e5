"""How rare a term is among a set of accounts."""

from dataclasses import dataclass, field
from math import log2

import numpy as np
import numpy.typing as npt

from nlp.linking.terms import bucket_of

PSEUDO_ACCOUNTS = 200
"""Accounts that are imagined beside those seen, so that few seen ones do not make all common."""
FEWEST_HOLDERS = 2
"""What two accounts share has two holders, whoever was counted."""


def _no_holders() -> npt.NDArray[np.uint32]:
    return np.zeros(1, dtype=np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """In how many accounts each term occurs, by the term's hash."""

    accounts: int = 0
    holders: npt.NDArray[np.uint32] = field(default_factory=_no_holders)
    """One number a bucket; the buckets are a power of two."""

    def count(self, term: str) -> int:
        """Return how many of the accounts have a term."""
        return int(self.holders[bucket_of(term, len(self.holders))])

    def information(self, term: str) -> float:
        """Return how much it says that two accounts share a term: bits, never negative."""
        count = max(FEWEST_HOLDERS, self.count(term))
        return log2((self.accounts + PSEUDO_ACCOUNTS) / count)

    def informations(self, buckets: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """Return the same for many terms, given by their hash."""
        counts = self.holders[buckets % len(self.holders)]
        total = self.accounts + PSEUDO_ACCOUNTS
        return np.log2(total / np.maximum(FEWEST_HOLDERS, counts))
