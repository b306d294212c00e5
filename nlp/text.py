"""Clean a text without losing where each character came from.

Extraction reads the clean text; analysts are shown the original. So every operation here keeps, for each clean code point, the
offset of the original code point that it came from.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat

_BLANKS = re.compile(r"[ \n]{2,}")
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r"\w+")
_ASCII_LETTER_OR_DIGIT = re.compile(r"[A-Za-z0-9]")

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks to Unicode that show nothing on a page."""
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf"})
"""Controls and formats: zero-width characters, soft hyphen, direction marks."""

_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝһӏкАВЕЅІЈКМНОРСТУХ"  # Cyrillic
    "οανρικΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɡ",  # Greek, and two Latin letters in disguise
    "aeopcyxijsdqwhlkABESIJKMHOPCTYXoavpikABEZHIKMNOPTYXig",
)


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A clean text and, for each of its code points, the original offset."""

    text: str
    offsets: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span that a span of the clean text came from.

        Args:
            start: First code point of the clean text.
            end: One past the last; ``start < end``.

        Returns:
            Start and end in the original text. The text between them, normalised, contains the clean span.
        """
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(text: str) -> NormalisedText:
    """Clean a text: compatibility forms folded, invisible characters gone.

    NFKC is applied to each code point alone, so that offsets stay exact. A run of white space becomes one space, or one newline
    if it holds one.
    """
    # No step is a loop in Python: one over a megabyte takes a second.
    cleaned = text.translate(_CLEAN)
    origins: Sequence[int] = range(len(text))
    readings = (
        {} if cleaned == text else {char: _CLEAN[ord(char)] for char in set(text)}
    )
    sizes = {char: len(one) for char, one in readings.items() if len(one) != 1}
    if sizes:
        times = map(sizes.get, text, repeat(1))
        origins = array("I", chain.from_iterable(map(repeat, origins, times)))
    if _BLANKS.search(cleaned):
        return _without_blanks(cleaned, origins)
    return NormalisedText(cleaned, origins)


def fold_look_alikes(text: str) -> str:
    """Replace letters that pose as Latin ones, in words that also hold Latin ones.

    The length stays the same. Words that are wholly Cyrillic or Greek are left alone: they are words of a language, not a
    disguise. Only for finding identifiers; names and prose keep their letters.
    """
    return text if text.isascii() else _WORD.sub(_unmasked, text)


def _unmasked(word: re.Match[str]) -> str:
    if word[0].isascii() or not _ASCII_LETTER_OR_DIGIT.search(word[0]):
        return word[0]
    return word[0].translate(_LOOK_ALIKES)


def _without_blanks(text: str, origins: Sequence[int]) -> NormalisedText:
    """Make one of each run of blanks, wherever invisible characters parted them."""
    pieces: list[str] = []
    offsets = array("I")
    last = 0
    for run in _BLANKS.finditer(text):
        start, end = run.span()
        line_end = text.find("\n", start, end)
        kept = start if line_end < 0 else line_end
        pieces += (text[last:start], text[kept])
        offsets.extend(origins[last:start])
        offsets.append(origins[kept])
        last = end
    pieces.append(text[last:])
    offsets.extend(origins[last:])
    return NormalisedText("".join(pieces), offsets)


class _Readings(dict[int, str]):
    """What each code point is read as, worked out when it is first met."""

    _MOST = 200_000
    """Beyond this all is forgotten, so that a hostile text cannot fill the memory."""

    def __missing__(self, point: int) -> str:
        if len(self) >= self._MOST:
            self.clear()
        reading = self[point] = _reading(chr(point))
        return reading


_CLEAN = _Readings()


def _reading(char: str) -> str:
    """Return what a code point is read as; empty when it shows nothing."""
    if char.isspace():
        return "\n" if _LINE_END.match(char) else " "
    if char in _FILLERS or unicodedata.category(char) in _INVISIBLE_CATEGORIES:
        return ""
    if "\ufe00" <= char <= "\ufe0f":  # variation selectors: how, not what
        return ""
    folded = unicodedata.normalize("NFKC", char)
    # A spacing accent would bring a blank of its own and break words in two.
    return char if any(part.isspace() for part in folded) else folded
