"""How alike two names are, and how much that says.

A name that is rare in its letters says more than one of ordinary words, and one that stands in for a name, such as ``[vendor]``, nothing.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from rapidfuzz.distance import Indel

from core.text import fold
from nlp.linking.handles import FILLERS, MAX_HANDLE_CHARS, gram_set, spellings, words_of
from nlp.linking.statistics import Statistics

MOST_BITS = 16.0
"""More than this no name tells, however long: names are also copied."""
GRAM_LETTERS = 3
"""Each letter stands in three letter groups, so that their bits count it three times."""
LEAST_SIMILARITY = 0.6
"""Names less alike than this are different names."""
GENERIC_WORTH = 0.25
"""What a name is worth that holds nothing but words that anyone takes."""

_STEEPNESS = 1.3
"""How fast what is shared loses worth where the rest differs: at a similarity of 0.9, 0.69 is left, at 0.75 0.28."""
_GENERIC = FILLERS | frozenset(
    (
        *("admin", "anon", "best", "dealer", "drug", "drugs", "express", "guest"),
        *("king", "meds", "online", "pharma", "pharmacy", "sales", "seller"),
        *("service", "services", "supplier", "supplies", "supply", "support"),
        *("top", "trusted", "user", "verified", "vip", "world"),
    )
)
_MASKS = frozenset(
    (
        *("anonymous", "deleted", "hidden", "masked", "n/a", "na", "nan", "none"),
        *("null", "redacted", "removed", "unknown"),
    )
)
"""Folded, without what stands around them."""
_IN_BRACKETS = re.compile(r"\s*(?:\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|\([^()]*\))\s*")
_AROUND = " []<>{}()*#_-.\"'"


@dataclass(frozen=True)
class Name:
    """A name as it is compared."""

    handle: str
    forms: tuple[str, ...]
    """Plain spellings, best first."""
    bits: Mapping[str, float]
    """The letter groups of all forms, with their information."""
    worth: float = 1.0
    """Less than 1 where the name is of ordinary words."""

    @cached_property
    def grams(self) -> Mapping[str, frozenset[str]]:
        """The letter groups of each form."""
        return {form: gram_set(form) for form in self.forms}


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How alike two names are."""

    similarity: float
    """In [0, 1], of the most alike spellings."""
    bits: float
    """Information of what those spellings share, in [0, 16]."""

    @property
    def sameness(self) -> float:
        """How far they are one name, in [0, 1]: 0 for any two names."""
        over = (self.similarity - LEAST_SIMILARITY) / (1.0 - LEAST_SIMILARITY)
        return math.pow(max(0.0, over), _STEEPNESS)


NO_MATCH = NameMatch(similarity=0.0, bits=0.0)


def read_name(handle: str, statistics: Statistics) -> Name | None:
    """Return a name as it is compared; None where the handle is empty or stands in for one."""
    if is_mask(handle):
        return None
    forms = spellings(handle)
    information = statistics.handle_grams.information
    bits = {gram: information(gram) for form in forms for gram in gram_set(form)}
    generic = all(word in _GENERIC for word in words_of(handle))
    return Name(handle, forms, bits, GENERIC_WORTH if generic else 1.0)


def plain_spellings(name: str) -> tuple[str, ...]:
    """Return all plain forms by which a name may be found, also where somebody wrote it without capitals.

    The words of "TheGreenLeaf" are three, those of "thegreenleaf" one.
    """
    return tuple(dict.fromkeys((*spellings(name), *spellings(fold(name)))))


def is_mask(handle: str) -> bool:
    """Whether a handle is none: empty, signs alone, in brackets, or a word for its absence."""
    start = handle[:MAX_HANDLE_CHARS]
    if _IN_BRACKETS.fullmatch(start) is not None:
        return True
    bare = fold(start).strip(_AROUND)
    if not any(char.isalnum() for char in bare):
        return True
    return bare in _MASKS or (len(bare) > 1 and set(bare) == {"x"})


def compare_names(left: Name, right: Name) -> NameMatch:
    """Compare two names by their most alike spellings."""
    best, similarity = ("", ""), 0.0
    for one, other in product(left.forms, right.forms):
        alike = Indel.normalized_similarity(one, other, score_cutoff=LEAST_SIMILARITY)
        if alike > similarity:
            best, similarity = (one, other), alike
    if similarity < LEAST_SIMILARITY:
        return NO_MATCH
    shared = left.grams[best[0]] & right.grams[best[1]]
    bits = math.fsum(map(left.bits.__getitem__, shared)) / GRAM_LETTERS
    worth = min(left.worth, right.worth)
    return NameMatch(similarity=similarity, bits=worth * min(MOST_BITS, bits))
