"""Compares the texts that accounts write about themselves.

Whoever opens a second account often pastes the old profile. Phrases that many profiles
hold (a market's template, "escrow only") count little.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import log2

from nlp.duplicates.shingles import shingles

MIN_SHINGLES = 4
"""A shorter profile says nothing."""
MAX_PHRASE_PROFILES = 8
"""Phrases of more profiles than this bring no candidates."""
MIN_SHARED_PHRASES = 2


class ProfileIndex:
    """All profiles of a population.

    Args:
        profiles: One profile an account, in the order of the accounts; may be blank.
    """

    def __init__(self, profiles: Sequence[str]) -> None:
        self._shingles = [shingles(profile) for profile in profiles]
        self._counts = Counter(
            shingle for phrases in self._shingles for shingle in phrases
        )

    def similarity(self, left: int, right: int) -> float | None:
        """Return the share of two profiles that is the same, rare phrases first.

        Returns:
            Weighted Jaccard similarity in [0, 1]; ``None`` where either says too little.
        """
        one, other = self._shingles[left], self._shingles[right]
        if min(len(one), len(other)) < MIN_SHINGLES:
            return None
        return self._information(one & other) / self._information(one | other)

    def similar_pairs(self) -> set[tuple[int, int]]:
        """Return the pairs of rows that share rare phrases, lower row first."""
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for row, phrases in enumerate(self._shingles):
            for phrase in phrases:
                holders[phrase].append(row)
        shared = Counter(
            pair
            for rows in holders.values()
            if len(rows) <= MAX_PHRASE_PROFILES
            for pair in combinations(rows, 2)
        )
        return {pair for pair, count in shared.items() if count >= MIN_SHARED_PHRASES}

    def _information(self, phrases: Iterable[str]) -> float:
        size = len(self._shingles) + 1
        return sum(log2(size / self._counts[phrase]) for phrase in phrases)
