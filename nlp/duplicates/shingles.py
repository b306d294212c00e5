"""The words of a text as near-duplicates see them, in overlapping runs.

Reposts change prices, amounts and contact lines first, so every word that holds a digit
becomes one mark: two texts that differ in numbers alone are the same text here.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from core.text import fold

SHINGLE_WORDS = 3
"""Words in a shingle."""
NUMBER = "#"
"""Stands for any word that holds a digit, and for a run of such words."""
MAX_WORDS = 4_000
"""Words beyond this are not compared; a listing of 20,000 characters has about 3,500."""

_WORD = re.compile(r"\w+")
_CURRENCIES = frozenset({"usd", "eur", "gbp", "aud", "cad", "chf", "btc", "xmr", "eth"})


def masked_words(text: str) -> list[str]:
    """Return the folded words of a text, numbers and currencies masked."""
    words = _WORD.findall(fold(text))[:MAX_WORDS]
    marks = (NUMBER if _is_amount(word) else word for word in words)
    # A run of numbers is one mark, so that "1.000,00" and "900" are alike.
    return [
        word
        for key, run in groupby(marks)
        for word in ([key] if key == NUMBER else list(run))
    ]


def shingles(text: str) -> frozenset[str]:
    """Return every run of ``SHINGLE_WORDS`` words; a shorter text is one shingle."""
    return word_shingles(masked_words(text))


def word_shingles(words: Sequence[str]) -> frozenset[str]:
    """Return the shingles of words that are masked already; none of no words."""
    if not words:
        return frozenset()
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    return frozenset(
        " ".join(words[start : start + SHINGLE_WORDS]) for start in range(last)
    )


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of shingles that both hold; 0 where neither holds any."""
    union = len(left | right)
    return len(left & right) / union if union else 0.0


def _is_amount(word: str) -> bool:
    if word in _CURRENCIES:
        return True
    # Most words are letters alone, which is quickly seen.
    return not word.isalpha() and any(char.isdigit() for char in word)
