"""What sellers do to a line: bullets, emoji, signs in the place of blanks."""

from collections.abc import Sequence
from random import Random

_BULLETS = ("- ", "* ", "• ", "► ", "✔ ", "🔥 ", "✅ ", "=> ", "1) ", "⭐ ")
_ENDS = ("", "", " 🔥", " ✅", " !!!", "!", " 💯", " 📦", " ...")
_BULLET_RATE, _END_RATE, _TIGHT_RATE = 0.15, 0.2, 0.12

Piece = tuple[str, str | None]
"""A stretch of a line and its label."""


def noisy(pieces: Sequence[Piece], rng: Random) -> list[Piece]:
    """Return a line with the marks of a hasty hand; what is labelled stays whole."""
    changed = list(pieces)
    if rng.random() < _TIGHT_RATE:
        changed = [_tight(changed, at) for at in range(len(changed))]
    if rng.random() < _BULLET_RATE:
        changed.insert(0, (rng.choice(_BULLETS), None))
    if rng.random() < _END_RATE:
        changed.append((rng.choice(_ENDS), None))
    return changed


def _tight(pieces: Sequence[Piece], at: int) -> Piece:
    """Return a blank between two mentions as nothing where both stay readable."""
    text, label = pieces[at]
    if label is None and text == " " and 0 < at < len(pieces) - 1:
        left, right = pieces[at - 1][0][-1], pieces[at + 1][0][0]
        if _meet(left, right):
            return "", None
    return text, label


def _meet(left: str, right: str) -> bool:
    """Whether two characters without a blank between still are two tokens."""
    both_letters = left.isalpha() and right.isalpha()
    both_digits = left.isnumeric() and right.isnumeric()
    is_separator = {left, right} & {".", ",", "_"}
    return not (both_letters or both_digits or is_separator)
