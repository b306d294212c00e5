"""Reads texts from JSON lines: whatever a line holds, the next one can be read."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from core.errors import shown

MAX_LINE_BYTES = 10_000_000
FORMAT = 'write one object a line, such as {"id": 1, "text": "10g hash"}'

_BOM = b"\xef\xbb\xbf"
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd")
"""How files of gzip, zip, xz, bzip2 and zstd begin."""
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Number(str):
    """A JSON number as its line writes it, however long."""

    __slots__ = ()


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


class _LineError(Exception):
    """Says what is wrong with a line."""


def id_as_json(text_id: TextId | None) -> str:
    """Return an id as its line had it."""
    if isinstance(text_id, Number):
        return str(text_id)
    return json.dumps(text_id, ensure_ascii=False)


def read_text_lines(source: BinaryIO) -> Iterator[TextLine | BadLine]:
    """Yield what each line of a file holds, in order; empty lines are left out.

    No more than one line is held, and of a longer one than ``MAX_LINE_BYTES`` only its beginning.
    """
    number = 0
    while line := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            _skip_rest(source)
            reason = f"the line has more than {MAX_LINE_BYTES:,} bytes: cut its text"
            yield BadLine(number, None, reason)
        elif line.strip():
            yield _read_line(number, line)


def _skip_rest(source: BinaryIO) -> None:
    while rest := source.readline(MAX_LINE_BYTES):
        if rest.endswith(b"\n"):
            return


def _read_line(number: int, line: bytes) -> TextLine | BadLine:
    text_id: TextId | None = None
    try:
        content = _object(line)
        text_id = _id(content)
        return TextLine(number, text_id, _text(content))
    except _LineError as error:
        return BadLine(number, text_id, str(error))


def _object(line: bytes) -> dict[str, Any]:
    try:
        content: Any = json.loads(
            line.decode("utf-8"),
            parse_int=Number,
            parse_float=Number,
            parse_constant=_refuse,
        )
    except UnicodeDecodeError as error:
        raise _LineError(_no_utf8(line, error.start)) from error
    except RecursionError as error:
        raise _LineError(f"nested too deeply: {FORMAT}") from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise _LineError(f"no JSON ({reason}): {FORMAT}") from error
    if not isinstance(content, dict):
        raise _LineError(f"no JSON object: {FORMAT}")
    return content


def _no_utf8(line: bytes, at: int) -> str:
    if line.startswith(_PACKED):
        return "the file is packed: unpack it first"
    if line.startswith(_WIDE_BOMS):
        return "the file is in UTF-16: save it as UTF-8"
    return f"byte {at + 1} is no UTF-8: save the file as UTF-8"


def _refuse(name: str) -> NoReturn:
    message = f"{name} is no JSON number"
    raise ValueError(message)


def _id(content: dict[str, Any]) -> TextId:
    if content.get("id") is None:
        raise _LineError(f"no id: {FORMAT}")
    text_id = content["id"]
    if not isinstance(text_id, str):
        raise _LineError(f"the id {shown(text_id)} is neither a string nor a number")
    if _SURROGATE.search(text_id):
        raise _LineError(
            f"the id {shown(text_id)} holds half a character: mend its \\u"
        )
    return text_id


def _text(content: dict[str, Any]) -> str:
    if "text" not in content:
        raise _LineError(f"no text: {FORMAT}")
    text = content["text"]
    if not isinstance(text, str) or isinstance(text, Number):
        raise _LineError(f"the text {shown(text)} is no string: put it in quotes")
    half = _SURROGATE.search(text)
    if half:
        raise _LineError(
            f"character {half.start() + 1} of the text is half a character "
            f"({shown(half[0])}): write both of its \\u, or the character itself"
        )
    return text
