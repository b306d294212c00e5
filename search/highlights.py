"""Shows where a text matches, in the text as the market wrote it; pure.

Elasticsearch finds matches in folded text ("zurich"); a reader wants the original ("Zürich").
So only the words that matched are taken from it, and marked in the original here.
"""

import re
from collections.abc import Iterable, Sequence

from core.text import fold

MARK_START = "\ue000"
MARK_END = "\ue001"
AROUND_CHARS = 80
MAX_PIECES = 3

Span = tuple[int, int]

_MARKED = re.compile(f"{MARK_START}([^{MARK_START}{MARK_END}]+){MARK_END}")
# Words as the index splits them: "fine.goods" and "don't" are one each.
_JOINED = re.compile(r"\w+(?:['’.:]\w+)*")
_WORD = re.compile(r"\w+")
_NO_MARKS = str.maketrans({MARK_START: "\ufffd", MARK_END: "\ufffd"})


def marked_words(pieces: Iterable[str]) -> frozenset[str]:
    """Return the folded words that stand between marks."""
    return frozenset(
        word
        for piece in pieces
        for text in _MARKED.findall(piece)
        for word in _parts(text)
    )


def word_spans(text: str, words: frozenset[str]) -> list[Span]:
    """Return where a text has one of some folded words."""
    spans = []
    for joined in _JOINED.finditer(text):
        if fold(joined[0]) in words:
            spans.append(joined.span())
            continue
        inner = _WORD.finditer(text, *joined.span())
        spans += [word.span() for word in inner if fold(word[0]) in words]
    return spans


def pieces_of(
    text: str, spans: Sequence[Span], *, whole: bool = False
) -> tuple[str, ...]:
    """Cut pieces out of a text, with marks around the spans.

    Args:
        text: The original. Marks of its own are replaced, so that all marks are ours.
        spans: What to mark, in ascending order, not overlapping.
        whole: One piece, the whole text.

    Returns:
        At most three pieces, each around at least one span.
    """
    clean = text.translate(_NO_MARKS)
    if not spans:
        return ()
    if whole:
        return (_marked(clean, (0, len(clean)), spans),)
    pieces = []
    end = -1
    for start, stop in spans:
        if start < end:
            continue
        window = _window(clean, start, stop)
        end = window[1]
        inside = [span for span in spans if window[0] <= span[0] and span[1] <= end]
        pieces.append(_marked(clean, window, inside))
        if len(pieces) == MAX_PIECES:
            break
    return tuple(pieces)


def _window(text: str, start: int, stop: int) -> Span:
    left = max(0, start - AROUND_CHARS)
    right = min(len(text), stop + AROUND_CHARS)
    # Begin and end between words, unless a word is longer than the window.
    if left > 0:
        gap = text.find(" ", left, start)
        left = gap + 1 if gap >= 0 else left
    if right < len(text):
        gap = text.rfind(" ", stop, right)
        right = gap if gap >= 0 else right
    return left, right


def _marked(text: str, window: Span, spans: Sequence[Span]) -> str:
    parts = []
    position = window[0]
    for start, stop in spans:
        parts += [text[position:start], MARK_START, text[start:stop], MARK_END]
        position = stop
    return "".join([*parts, text[position : window[1]]]).strip()


def _parts(text: str) -> set[str]:
    return {text, *_WORD.findall(text)} if _JOINED.fullmatch(text) is None else {text}
