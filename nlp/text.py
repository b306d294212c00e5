"""Clean a text without losing where each character came from.

Extraction reads the clean text; analysts are shown the original. So every operation here keeps, for each clean code point, the
offset of the original code point that it came from.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(
    r"(?P<plain>[!-~]+(?: [!-~]+)*)|(?P<space>\s+)|(?P<other>.)", re.DOTALL
)
"""Text that normalisation leaves as it is; white space; any other code point."""
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
    offsets: tuple[int, ...]

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
    cleaned: list[str] = []
    offsets: list[int] = []
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if piece.lastgroup == "plain":
            cleaned.append(piece[0])
            offsets.extend(range(start, end))
        elif piece.lastgroup == "space":
            _add_space(piece[0], start, cleaned, offsets)
        else:
            for char in _compatible(piece[0]):
                cleaned.append(char)
                offsets.append(start)
    return NormalisedText("".join(cleaned), tuple(offsets))


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


def _add_space(run: str, start: int, cleaned: list[str], offsets: list[int]) -> None:
    line_end = _LINE_END.search(run)
    here = "\n" if line_end else " "
    offset = start + (line_end.start() if line_end else 0)
    # An invisible character may have stood between this run and the last one.
    if cleaned and cleaned[-1] in {" ", "\n"}:
        if here == "\n" and cleaned[-1] == " ":
            cleaned[-1], offsets[-1] = here, offset
        return
    cleaned.append(here)
    offsets.append(offset)


@lru_cache(maxsize=4096)
def _compatible(char: str) -> str:
    """Return what a code point is read as; empty when it shows nothing."""
    if char in _FILLERS or unicodedata.category(char) in _INVISIBLE_CATEGORIES:
        return ""
    if "\ufe00" <= char <= "\ufe0f":  # variation selectors: how, not what
        return ""
    folded = unicodedata.normalize("NFKC", char)
    # A spacing accent would bring a blank of its own and break words in two.
    return char if any(part.isspace() for part in folded) else folded
