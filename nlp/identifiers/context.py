"""Words near a candidate that say what it is."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

BEFORE_CHARS = 60
"""How far before a candidate a context word may stand."""
AFTER_CHARS = 25


def context_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words, whole, in any case.

    Args:
        words: Regular expressions of single words, linear in time.
    """
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])", re.IGNORECASE)


def holds_any(text: str, stems: Iterable[str]) -> bool:
    """Whether a text holds any of some pieces of words, in any case.

    What most texts lack is told so in a microsecond, before any pattern is tried.

    Args:
        text: The text, the same for every kind in turn.
        stems: Pieces in lower case.
    """
    lower = _lower(text)
    return any(stem in lower for stem in stems)


@lru_cache(maxsize=2)
def _lower(text: str) -> str:
    return text.lower()


def has_context(text: str, span: tuple[int, int], words: re.Pattern[str]) -> bool:
    """Whether a context word stands shortly before or after a span."""
    start, end = span
    return (
        words.search(text, max(0, start - BEFORE_CHARS), start) is not None
        or words.search(text, end, end + AFTER_CHARS) is not None
    )


class WordsBefore:
    """The context words of one text, looked up by what stands behind them.

    The text is searched once, so that a text full of candidates stays linear.
    """

    def __init__(self, text: str, words: re.Pattern[str]) -> None:
        self._words = list(words.finditer(text))
        self._ends = [word.end() for word in self._words]

    def nearest(self, start: int, *, floor: int = 0) -> re.Match[str] | None:
        """Return the last word that ends before a place and begins near it.

        Args:
            start: Where the candidate begins.
            floor: Words that begin before this are out of reach.
        """
        at = bisect_right(self._ends, start)
        if at == 0:
            return None
        word = self._words[at - 1]
        is_near = word.start() >= max(floor, start - BEFORE_CHARS)
        return word if is_near else None

    def has_group(self, name: str) -> bool:
        """Whether any word of the text is of a named group."""
        return any(word[name] is not None for word in self._words)
