"""Spells the names of accounts plainly: undoes what people do to keep a name that is taken.

``Gr33n_Leaf``, ``greenleaf77`` and ``LeafGreen`` come to the same.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.text import fold

MAX_HANDLE_CHARS = 64
"""Characters of a handle that are compared."""

_LEET_SIGNS = str.maketrans("@$!|", "asii")
_LEET_DIGITS = str.maketrans("0134578", "oieastb")
_HOMOGLYPHS = str.maketrans(
    "авсԁеԍһіјкӏмноөрԛѕтуѵԝхʏзбɑɡɩ"  # Cyrillic, and Latin letters in disguise
    "αβεηικνορτυωχγσ",  # Greek
    "abcdeghijklmhoopqstuvwxyzbagiabehikvoptuwxyo",
)
"""Letters that pose as Latin ones, or look like their small capitals."""
_LOOKALIKE = str.maketrans({"l": "i"})
"""``l`` and ``i`` are both written ``1`` and look alike in capitals."""
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile(r"[\W_]+")
_END_DIGITS = re.compile(r"^\d+|\d+$")
FILLERS = frozenset(
    (
        *("the", "real", "official", "original", "true", "new", "mr", "dr"),
        *("shop", "store", "vendor", "market", "team", "crew"),
    )
)
"""Words that anyone may add to a name, folded."""


@lru_cache(maxsize=65_536)
def spellings(handle: str) -> tuple[str, ...]:
    """Return the plain forms that a handle may stand for, best first.

    Leet and look-alike letters are undone, digits at either end are also tried as
    decoration, and words are also tried in alphabetical order.
    """
    words = _split(handle)
    kept = [word for word in words if fold(word) not in FILLERS] or words
    as_leet = [_plain(word) for word in kept]
    bare = [_plain(_END_DIGITS.sub("", word)) for word in kept]
    forms = ("".join(as_leet), "".join(bare), "".join(sorted(bare)))
    return tuple(dict.fromkeys(form for form in forms if form)) or (
        fold(handle[:MAX_HANDLE_CHARS]),
    )


def words_of(handle: str) -> tuple[str, ...]:
    """Return the words of a handle, folded, without digits at either end."""
    bare = (fold(_END_DIGITS.sub("", word)) for word in _split(handle))
    return tuple(word for word in bare if word)


def gram_set(spelling: str) -> frozenset[str]:
    """Return every run of three letters of one spelling, ends marked."""
    return frozenset(_trigrams(f"^{spelling}$"))


def letter_groups(handle: str) -> frozenset[str]:
    """Return every run of three letters of a handle's spellings, ends marked."""
    return frozenset().union(*map(gram_set, spellings(handle)))


def _trigrams(text: str) -> Iterable[str]:
    return (text[start : start + 3] for start in range(max(1, len(text) - 2)))


def _split(handle: str) -> list[str]:
    signs_undone = handle[:MAX_HANDLE_CHARS].translate(_LEET_SIGNS)
    words = _SEPARATORS.split(_WORD_START.sub(" ", signs_undone))
    return [word for word in words if word]


def _plain(word: str) -> str:
    latin = fold(word).translate(_HOMOGLYPHS).translate(_LEET_DIGITS)
    return _SEPARATORS.sub("", latin).translate(_LOOKALIKE)
