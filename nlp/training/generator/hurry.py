"""What a hasty or loud hand does to a whole text: case, slips, ends, frames."""

import re
from collections.abc import Callable, Mapping
from random import Random

from nlp.training.generator.noise import Piece

Line = list[Piece]
Change = Callable[[Line], Line]
_WORD = re.compile(r"[^\W\d_]++")
_FIRST_LETTER = re.compile(r"(?<![^\W_])[^\W\d_]")
_ENDS = ("!!", "!!!", " ;)", " :)", "...", "!", " 🙂", " 🙏")
_BULLETS = ("· ", "o ", "• ", "» ", "- ", "✔️ ", "📦 ")
_FRAMES = (
    ("[ ", " ]"),
    ("*** ", " ***"),
    ("» ", " «"),
    ("~ ", " ~"),
    ("🔥 ", " 🔥"),
    ("== ", " =="),
)


def case_change(rng: Random) -> Change:
    """Return what puts all of a line in one case; addresses are left out by the caller."""
    return rng.choice((_lower, _upper, _each_upper))


def slips(misspelt: Mapping[str, str], rng: Random) -> Change:
    """Return what misspells everyday words outside of mentions, most of the time."""

    def slip(match: re.Match[str]) -> str:
        word = match[0]
        wrong = misspelt.get(word.lower())
        return wrong if wrong and rng.random() < 0.8 else word

    return lambda line: [
        (text if label else _WORD.sub(slip, text), label) for text, label in line
    ]


def ending(rng: Random) -> Change:
    """Return what ends every sentence with the same sign."""
    end = rng.choice(_ENDS)

    def change(line: Line) -> Line:
        text, label = line[-1]
        if label:
            return [*line, (f" {end.strip()}", None)]
        return [*line[:-1], (text.rstrip(".!") + end, None)]

    return change


def bullet(rng: Random) -> Change:
    """Return what puts the same bullet before every line."""
    sign = rng.choice(_BULLETS)
    return lambda line: [(sign, None), *line]


def frame(rng: Random) -> Change:
    """Return what puts a title between two signs."""
    before, after = rng.choice(_FRAMES)
    return lambda line: [(before, None), *line, (after, None)]


def _lower(line: Line) -> Line:
    return [(text.lower(), label) for text, label in line]


def _upper(line: Line) -> Line:
    return [(text.upper(), label) for text, label in line]


def _each_upper(line: Line) -> Line:
    return [
        (_FIRST_LETTER.sub(lambda one: one[0].upper(), text), label)
        for text, label in line
    ]
