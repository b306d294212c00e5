"""Lists of words and phrases, looked for in one pass over a text."""

import re
import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crawlers.blocklist.lines import parse_lines

MAX_WORDS = 100
"""Of one phrase; a longer one is no term but a text."""
# Scripts that put no space between words: each character counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class TermList:
    """Phrases as the words that they are made of."""

    phrases: dict[tuple[str, ...], int]
    """Line of each phrase in its file."""
    lengths: dict[str, tuple[int, ...]]
    """Numbers of words of the phrases that begin with a word."""

    @classmethod
    def read(cls, path: Path) -> "TermList":
        """Read a file with one word or phrase a line.

        Raises:
            ConfigError: The file or some of its lines cannot be read.
        """
        phrases: dict[tuple[str, ...], int] = {}
        for words, number in parse_lines(path, _parse):
            phrases.setdefault(words, number)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for words in phrases:
            lengths[words[0]].add(len(words))
        return cls(phrases, {first: tuple(sizes) for first, sizes in lengths.items()})

    def __len__(self) -> int:
        return len(self.phrases)

    def line_of(self, text: str) -> int | None:
        """Return the line of the first phrase that stands in a text, in whole words."""
        words = words_of(text)
        if self.lengths.keys().isdisjoint(words):
            return None
        for place, word in enumerate(words):
            for size in self.lengths.get(word, ()):
                line = self.phrases.get(tuple(words[place : place + size]))
                if line is not None:
                    return line
        return None


def words_of(text: str) -> list[str]:
    """Return the words of a text without case, accents and punctuation."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_unseen())
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=1)
def _unseen() -> dict[int, None]:
    """Return accents and characters of no width, which would part or disguise a word."""
    codes = range(sys.maxunicode + 1)
    kinds = {"Mn", "Me", "Cf"}
    return {code: None for code in codes if unicodedata.category(chr(code)) in kinds}


def _parse(line: str) -> tuple[str, ...]:
    words = tuple(words_of(line))
    if not words:
        raise ValueError("no word in it")
    if len(words) > MAX_WORDS:
        raise ValueError(f"more than {MAX_WORDS} words")
    return words
