"""How an account writes, whatever it sells: casing, signs, short words, forms of amounts and prices, the skeleton of titles and texts.

Each habit is a term, ``where:kind:form``, so that the rarity of habits is counted like that of words.

References:
    Stamatatos, A survey of modern authorship attribution methods, JASIST 60 (3), 2009, section 2: character and structural features.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

TITLE = "title"
TEXT = "text"

MAX_PARTS = 12
"""Parts of a title or text beyond these are not looked at: its skeleton is known by then."""
MAX_LINES = 200
"""Lines of a description whose beginnings are read."""
MAX_ROW = 4
"""Signs in a row beyond these make no other habit."""
MAX_HEADING_CHARS = 24
LEAST_WORDS = 3
"""Of a line whose casing is a habit."""
MOSTLY = 0.85
"""Words of a line that begin with a capital, where each is meant to."""

_UNITS = (
    "mg|mcg|ug|µg|kg|kgs|g|gr|gm|gs|gms|gram|grams|ml|l|oz|ounce|ounces|lb|lbs|pcs|pc|piece|pieces"
    "|pill|pills|tab|tabs|tablet|tablets|caps|blotter|blotters|x|k"
)
_MONEY = "usd|eur|euro|euros|gbp|aud|dollar|dollars"
_FORMS = (
    ("amount", re.compile(rf"\d ?(?:{_UNITS})\b|\bx ?\d", re.IGNORECASE)),
    ("price", re.compile(rf"[$€£] ?\d|\d ?(?:[$€£]|(?:{_MONEY})\b)", re.IGNORECASE)),
    ("number", re.compile(r"\d[.,/]\d")),
    ("sign", re.compile(r"[^\w\s]")),
    ("spacing", re.compile(r"\s?[^\w\s]\s?")),
    ("row", re.compile(r"([^\w\s])\1+")),
)
_PLAIN = str.maketrans("012345678\n\r\t", "9" * 9 + " " * 3)
"""Which digit and which blank it is makes no other habit."""
_LETTERS = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_HEADING = re.compile(r"[^\W\d_][\w ]*:")
_CLOSE = re.compile(r"[^\w\s]{0,3}\Z")
_SHORT = re.compile(r"(?<!\S)(?:[^\W\d_]{1,3}/|[^\W\d_]{1,5})(?=[\s.,!?;:)]|\Z)")
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûãõåæøœаеёиоуыэюя")


def listing_habits(
    title: str, description: str, language: str | None
) -> frozenset[str]:
    """Return what a listing shows of how its author writes."""
    found = {f"{TITLE}:{habit}" for habit in _title_habits(title)}
    found.update(f"{TEXT}:{habit}" for habit in _text_habits(description))
    if language:
        found.add(f"{TEXT}:language:{language}")
    return frozenset(found)


def _title_habits(title: str) -> Iterator[str]:
    if not title:
        return
    yield from _forms(title)
    yield f"casing:{_casing(title)}"
    parts = [_shape(part) for part in _PART.findall(title)]
    if parts:
        yield f"opening:{parts[0]}"
        yield f"ending:{parts[-1]}"
        yield f"skeleton:{_skeleton(parts)}"


def _text_habits(text: str) -> Iterator[str]:
    if not text.strip():
        return
    yield from _forms(text)
    # In titles they are goods and units: "lsd", "mg".
    yield from (f"short:{word}" for word in _short_words(text))
    lines = [line.strip() for line in text.splitlines()[:MAX_LINES]]
    for line in lines:
        heading = _HEADING.match(line[:MAX_HEADING_CHARS])
        if heading:
            yield f"heading:{heading[0]}"
        if line and not line[0].isalnum():
            yield f"bullet:{line[0]}"
        yield from _line_habits(line)
    yield f"layout:{_skeleton(_line_shape(line) for line in lines)}"


def _line_habits(line: str) -> Iterator[str]:
    words = [word for word in _LETTERS.findall(line) if len(word) > 1]
    if len(words) >= LEAST_WORDS:
        yield f"casing:{_line_casing(words)}"
    close = _CLOSE.search(line)
    if line and close is not None:
        yield f"close:{close[0] or 'none'}"


def _line_casing(words: list[str]) -> str:
    if all(word.isupper() for word in words):
        return "capitals"
    if all(word.islower() for word in words):
        return "small"
    # Prose has names and nouns with capitals, and titles small words in between.
    if sum(word[0].isupper() for word in words) >= MOSTLY * len(words):
        return "each"
    return "first" if words[0][0].isupper() else "mixed"


def _short_words(text: str) -> Iterator[str]:
    """Yield words of one or two letters, and those that were cut short: without vowels, or before a stroke ("pls", "w/")."""
    for match in _SHORT.finditer(text):
        word = match[0].casefold()
        if len(word) <= 2 or word[-1] == "/" or _VOWELS.isdisjoint(word):
            yield word


def _forms(text: str) -> Iterator[str]:
    plain = text.translate(_PLAIN)
    for kind, form in _FORMS:
        for shown in {match[0] for match in form.finditer(plain)}:
            yield f"{kind}:{shown[:MAX_ROW] if kind == 'row' else shown}"


def _casing(title: str) -> str:
    words = [word for word in _LETTERS.findall(title) if len(word) > 1]
    if not words:
        return "none"
    if all(word.isupper() for word in words):
        return "capitals"
    if all(word.islower() for word in words):
        return "small"
    if all(word[0].isupper() for word in words):
        return "each"
    return _first_or_mixed(words)


def _first_or_mixed(words: list[str]) -> str:
    first = words[0][0].isupper() and all(word.islower() for word in words[1:])
    return "first" if first else "mixed"


def _shape(part: str) -> str:
    """Return what a part of a title is made of: ``Aa``, ``AA``, ``aa``, ``aA``, ``9`` or the sign itself."""
    if not part[0].isalpha():
        return "9" if part[0].isdigit() else part
    if len(part) == 1:
        return "A" if part.isupper() else "a"
    if part.isupper() or part.islower():
        return "AA" if part.isupper() else "aa"
    return "Aa" if part[0].isupper() and part[1:].islower() else "aA"


def _line_shape(line: str) -> str:
    if not line:
        return "_"
    if not line[0].isalnum():
        return line[0]
    if _HEADING.match(line[:MAX_HEADING_CHARS]):
        return "A:"
    return "AA" if line.isupper() else "a"


def _skeleton(parts: Iterable[str]) -> str:
    # Neighbours of one shape count once: titles of one mould differ in the number of words.
    return " ".join(islice((shape for shape, _ in groupby(parts)), MAX_PARTS))
