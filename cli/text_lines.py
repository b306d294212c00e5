"""Reads texts from JSON lines: whatever a line holds, the next one can be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from core.errors import shown
from core.json_lines import (
    MAX_LINE_BYTES,
    LineError,
    Number,
    half_character,
    id_in,
    object_in,
    read_lines,
)

FORMAT = 'write one object a line, such as {"id": 1, "text": "10g hash"}'

TextId = str | Number


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that holds a text."""

    number: int
    """Of the line in its file, from 1."""
    id: TextId
    text: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds none."""

    number: int
    id: TextId | None
    """Where it could be read."""
    error: str
    """What is wrong, and what to do."""


def read_text_lines(source: BinaryIO) -> Iterator[TextLine | BadLine]:
    """Yield what each line of a file holds, in order; empty lines are left out.

    No more than one line is held, and of a longer one than ``MAX_LINE_BYTES`` only its beginning.
    """
    for number, line in read_lines(source):
        if line is None:
            reason = f"the line has more than {MAX_LINE_BYTES:,} bytes: cut its text"
            yield BadLine(number, None, reason)
        else:
            yield _read_line(number, line)


def _read_line(number: int, line: bytes) -> TextLine | BadLine:
    text_id: TextId | None = None
    try:
        content = object_in(line, wanted=FORMAT)
        text_id = id_in(content, wanted=FORMAT)
        return TextLine(number, text_id, _text(content))
    except LineError as error:
        return BadLine(number, text_id, str(error))


def _text(content: dict[str, Any]) -> str:
    if "text" not in content:
        raise LineError(f"no text: {FORMAT}")
    text = content["text"]
    if not isinstance(text, str) or isinstance(text, Number):
        raise LineError(f"the text {shown(text)} is no string: put it in quotes")
    half = half_character(text)
    if half:
        raise LineError(
            f"character {half.start() + 1} of the text is half a character "
            f"({shown(half[0])}): write both of its \\u, or the character itself"
        )
    return text
