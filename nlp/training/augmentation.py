"""Changes texts as sellers do: other case, no emoji, slips of the keyboard.

Every change is made code point by code point, so that the spans move along.
"""

import unicodedata
from dataclasses import replace
from itertools import accumulate
from random import Random

from nlp.corpus.annotated import AnnotatedSpan, AnnotatedText
from nlp.training.mentions import MentionPool, swapped
from nlp.training.settings import Augmentation

_SHORTEST_WORD = 4
"""Letters of a word that a slip leaves recognisable."""
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
"""Code points that hold emoji together."""


def augmented(
    text: AnnotatedText, pool: MentionPool, how: Augmentation, rng: Random
) -> AnnotatedText:
    """Return a changed copy of a text, with as many mentions in it.

    Args:
        text: The text.
        pool: Names that take the place of others.
        how: Which changes, and how often.
        rng: Draws them.
    """
    if rng.random() < how.swapped:
        text = _rebuilt(text, swapped(text, pool, how.swap_rate, rng))
    pieces = list(text.text)
    if rng.random() < how.plain:
        pieces = [" " if _is_emoji(piece) else piece for piece in pieces]
    if rng.random() < how.typos:
        _slip(pieces, how.typo_rate, rng)
    draw = rng.random()
    if draw < how.lower:
        pieces = [_lower(piece) for piece in pieces]
    elif draw < how.lower + how.upper:
        pieces = [_upper(piece) for piece in pieces]
    elif draw < how.lower + how.upper + how.capitalised:
        pieces = _capitalised(pieces)
    return _rebuilt(text, pieces)


def _rebuilt(text: AnnotatedText, pieces: list[str]) -> AnnotatedText:
    """Return a text whose every code point became a piece, empty or longer ones too."""
    offsets = list(accumulate(map(len, pieces), initial=0))
    spans = tuple(
        AnnotatedSpan(
            start=offsets[span.start], end=offsets[span.end], label=span.label
        )
        for span in text.spans
    )
    return replace(text, text="".join(pieces), spans=spans)


def _is_emoji(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in {"So", "Sk"}


def _lower(piece: str) -> str:
    changed = piece.lower()
    return changed if len(changed) == len(piece) else piece


def _upper(piece: str) -> str:
    changed = piece.upper()
    return changed if len(changed) == len(piece) else piece


def _capitalised(pieces: list[str]) -> list[str]:
    before = ["", *pieces]
    return [
        _lower(piece) if left[-1:].isalpha() else _upper(piece)
        for left, piece in zip(before, pieces, strict=False)
    ]


def _slip(pieces: list[str], rate: float, rng: Random) -> None:
    for start, end in _words(pieces):
        if end - start < _SHORTEST_WORD or rng.random() >= rate:
            continue
        at = rng.randrange(start + 1, end - 2)
        match rng.randrange(3):
            case 0:
                pieces[at] = ""
            case 1:
                pieces[at] *= 2
            case _:
                pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]


def _words(pieces: list[str]) -> list[tuple[int, int]]:
    """Return the runs of letters, as start and end."""
    words: list[tuple[int, int]] = []
    start: int | None = None
    for at, piece in enumerate([*pieces, " "]):
        if piece.isalpha():
            start = at if start is None else start
        elif start is not None:
            words.append((start, at))
            start = None
    return words
