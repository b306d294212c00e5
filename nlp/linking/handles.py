"""Compares the names of accounts, after undoing what people do to keep a taken name.

``Gr33n_Leaf``, ``greenleaf77`` and ``LeafGreen`` resemble one another; how much that says
depends on how rare the shared letters are among all handles.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from math import log2

from rapidfuzz.distance import Indel

from core.text import fold

PSEUDO_HANDLES = 200
"""Handles that are imagined beside those seen, so that few seen ones are not all rare."""
MAX_GRAM_HANDLES = 64
"""Letter groups of more handles than this bring no candidates: too common."""
MIN_SHARED_GRAMS = 2
MIN_SIMILARITY = 0.6
"""Names less alike than this are not neighbours."""
MAX_HANDLE_CHARS = 64
"""Characters of a handle that are compared."""

_LEET_SIGNS = str.maketrans("@$!|", "asii")
_LEET_DIGITS = str.maketrans("0134578", "oieastb")
_LOOKALIKE = str.maketrans({"l": "i"})
"""``l`` and ``i`` are both written ``1`` and look alike in capitals."""
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile(r"[\W_]+")
_END_DIGITS = re.compile(r"^\d+|\d+$")
_FILLERS = frozenset(
    (
        *("the", "real", "official", "original", "true", "new", "mr", "dr"),
        *("shop", "store", "vendor", "market", "team", "crew"),
    )
)
"""Words that anyone may add to a name."""


@dataclass(frozen=True, slots=True)
class HandleMatch:
    """How alike two handles are and how rare what they share is."""

    similarity: float
    """In [0, 1], of the most alike spellings."""
    rarity: float
    """In [0, 1]: mean information of the shared letter groups; 1 is unique."""


@lru_cache(maxsize=65_536)
def spellings(handle: str) -> tuple[str, ...]:
    """Return the plain forms that a handle may stand for, best first.

    Leet is undone, digits at either end are also tried as decoration, and words are also
    tried in alphabetical order.
    """
    signs_undone = handle[:MAX_HANDLE_CHARS].translate(_LEET_SIGNS)
    words = [
        word for word in _SEPARATORS.split(_WORD_START.sub(" ", signs_undone)) if word
    ]
    kept = [word for word in words if fold(word) not in _FILLERS] or words
    as_leet = [_plain(word) for word in kept]
    bare = [_plain(_END_DIGITS.sub("", word)) for word in kept]
    forms = ("".join(as_leet), "".join(bare), "".join(sorted(bare)))
    return tuple(dict.fromkeys(form for form in forms if form)) or (fold(handle),)


def handle_similarity(left: str, right: str) -> float:
    """Return the similarity of the most alike spellings of two handles, in [0, 1]."""
    return max(
        Indel.normalized_similarity(one, other)
        for one in spellings(left)
        for other in spellings(right)
    )


class HandleIndex:
    """All handles of a population: finds similar ones and knows which are rare.

    Args:
        handles: One handle an account, in the order of the accounts.
    """

    def __init__(self, handles: Sequence[str]) -> None:
        self._handles = tuple(handles)
        self._grams = [letter_groups(handle) for handle in handles]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(gram for grams in self._grams for gram in grams)

    def compare(self, left: int, right: int) -> HandleMatch:
        """Compare the handles of two accounts, given by their row."""
        shared = self._grams[left] & self._grams[right]
        size = len(self._handles) + PSEUDO_HANDLES
        # 2 of ``size`` handles is as rare as a shared group can be.
        information = [
            log2(size / max(2, self._counts[gram])) / log2(size / 2) for gram in shared
        ]
        rarity = sum(information) / len(information) if information else 0.0
        return HandleMatch(
            similarity=handle_similarity(self._handles[left], self._handles[right]),
            rarity=rarity,
        )

    def similar_pairs(self) -> set[tuple[int, int]]:
        """Return the pairs of rows whose handles resemble, lower row first."""
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for row, grams in enumerate(self._grams):
            for gram in grams:
                holders[gram].append(row)
        shared = Counter(
            pair
            for rows in holders.values()
            if len(rows) <= MAX_GRAM_HANDLES
            for pair in combinations(rows, 2)
        )
        likely = (pair for pair, count in shared.items() if count >= MIN_SHARED_GRAMS)
        return {pair for pair in likely if self._resemble(*pair)}

    def _resemble(self, left: int, right: int) -> bool:
        similarity = handle_similarity(self._handles[left], self._handles[right])
        return similarity >= MIN_SIMILARITY


def letter_groups(handle: str) -> frozenset[str]:
    """Return every run of three letters of a handle's spellings, ends marked."""
    return frozenset(
        gram for spelling in spellings(handle) for gram in _trigrams(f"^{spelling}$")
    )


def _trigrams(text: str) -> Iterable[str]:
    return (text[start : start + 3] for start in range(max(1, len(text) - 2)))


def _plain(word: str) -> str:
    return _SEPARATORS.sub("", fold(word).translate(_LEET_DIGITS)).translate(_LOOKALIKE)
