"""Undoes letters set apart by blanks: "t e l e g r a m : n a m e"."""

import re
from dataclasses import dataclass

_RUN = re.compile(r"(?<!\S)\S(?: \S(?!\S)){5,}+")
_SPACED = re.compile(r"\S \S \S \S \S \S")


@dataclass(frozen=True, slots=True)
class Despaced:
    """A text whose spaced words were joined, and where each of its characters was."""

    text: str
    offsets: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span that a span of the joined text came from."""
        return self.offsets[start], self.offsets[end - 1] + 1


def despace(text: str) -> Despaced | None:
    """Join runs of six or more single characters; ``None`` when a clean text has none."""
    if _SPACED.search(text) is None:
        return None
    chars: list[str] = []
    offsets: list[int] = []
    last = 0
    for run in _RUN.finditer(text):
        chars += text[last : run.start()]
        offsets += range(last, run.start())
        chars += run[0][::2]
        offsets += range(run.start(), run.end(), 2)
        last = run.end()
    if last == 0:
        return None
    chars += text[last:]
    offsets += range(last, len(text))
    return Despaced("".join(chars), tuple(offsets))
