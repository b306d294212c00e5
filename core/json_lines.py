"""Reads JSON lines that strangers wrote: whatever a line holds, the next one can be read."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, NoReturn

from core.errors import shown

MAX_LINE_BYTES = 10_000_000

_BOM = b"\xef\xbb\xbf"
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd")
"""How files of gzip, zip, xz, bzip2 and zstd begin."""
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Number(str):
    """A JSON number as its line writes it, however long."""

    __slots__ = ()


class LineError(Exception):
    """Says what is wrong with a line, and what to do."""


def read_lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of a file that are not blank, each with its number from 1.

    No more than one line is held. One longer than ``MAX_LINE_BYTES`` is given as None.
    """
    number = 0
    while line := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            _skip_rest(source)
            yield number, None
        elif line.strip():
            yield number, line


def object_in(line: bytes, *, wanted: str) -> dict[str, Any]:
    """Return the object that a line holds, its numbers as ``Number``.

    Args:
        line: As the file has it.
        wanted: What to write instead, for the message.

    Raises:
        LineError: It holds none.
    """
    try:
        content: Any = json.loads(
            line.decode("utf-8"),
            parse_int=Number,
            parse_float=Number,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise LineError(_no_utf8(line, error.start)) from error
    except RecursionError as error:
        raise LineError(f"nested too deeply: {wanted}") from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise LineError(f"no JSON ({reason}): {wanted}") from error
    if not isinstance(content, dict):
        raise LineError(f"no JSON object: {wanted}")
    return content


def id_in(content: dict[str, Any], *, wanted: str) -> str | Number:
    """Return what an object has under ``id``: a string or a number.

    Raises:
        LineError: It has none, or something else.
    """
    if content.get("id") is None:
        raise LineError(f"no id: {wanted}")
    given = content["id"]
    if not isinstance(given, str):
        raise LineError(f"the id {shown(given)} is neither a string nor a number")
    if half_character(given):
        raise LineError(f"the id {shown(given)} holds half a character: mend its \\u")
    return given


def half_character(text: str) -> re.Match[str] | None:
    """Return the first surrogate of a text: no file and no terminal can hold it."""
    return _SURROGATE.search(text)


def id_as_json(given: str | None) -> str:
    """Return an id as its line had it."""
    if isinstance(given, Number):
        return str(given)
    return json.dumps(given, ensure_ascii=False)


class Fields:
    """The fields of an object, read by name; what is absent or null is empty or None.

    Every method raises a ``LineError`` that names the field where its value is of another kind.

    Args:
        content: The object, as ``object_in`` returns it.
        where: Path of the object in its line, such as ``listings[3].``.
    """

    def __init__(self, content: dict[str, Any], where: str = "") -> None:
        self._content = content
        self._where = where

    def names(self) -> set[str]:
        """Return the names of all fields."""
        return set(self._content)

    def text(self, name: str) -> str:
        """Return a string, or a number as it is written."""
        value = self._content.get(name)
        return "" if value is None else self._string(name, value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; a single string is a list of one."""
        values = self._content.get(name)
        if values is None:
            return ()
        if isinstance(values, str):
            values = [values]
        if not isinstance(values, list):
            raise self._refused(name, values, "write a list of strings")
        return tuple(
            self._string(f"{name}[{at}]", one) for at, one in enumerate(values)
        )

    def objects(self, name: str, *, wanted: str) -> list["Fields"]:
        """Return a list of objects, which must be there."""
        values = self._content.get(name)
        if not isinstance(values, list):
            raise self._refused(name, values, wanted)
        for at, one in enumerate(values):
            if not isinstance(one, dict):
                raise self._refused(f"{name}[{at}]", one, wanted)
        return [
            Fields(one, f"{self._where}{name}[{at}].") for at, one in enumerate(values)
        ]

    def number(self, name: str) -> Decimal | None:
        """Return a number of any size, None for a string that is none."""
        try:
            number = Decimal(self.text(name).strip() or "none")
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def moment(self, name: str) -> datetime | None:
        """Return a moment in UTC; a day is its beginning, one without a zone is in UTC."""
        text = self.text(name).strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            advice = "write 2021-03-04 or 2021-03-04T10:00:00Z"
            raise self._refused(name, text, advice) from error

    def day(self, name: str) -> date | None:
        """Return the day of a moment."""
        moment = self.moment(name)
        return None if moment is None else moment.date()

    def refuse(self, name: str, advice: str) -> NoReturn:
        """Raise what says that a field's value cannot be used."""
        raise self._refused(name, self._content.get(name), advice)

    def _string(self, name: str, value: object) -> str:
        if not isinstance(value, str):
            raise self._refused(name, value, "write a string")
        if half_character(value):
            raise self._refused(name, value, "it holds half a character: mend its \\u")
        return value

    def _refused(self, name: str, value: object, advice: str) -> LineError:
        if value is None:
            return LineError(f"no {self._where}{name}: {advice}")
        return LineError(f"{self._where}{name} is {shown(value)}: {advice}")


def _skip_rest(source: BinaryIO) -> None:
    while rest := source.readline(MAX_LINE_BYTES):
        if rest.endswith(b"\n"):
            return


def _no_utf8(line: bytes, at: int) -> str:
    if line.startswith(_PACKED):
        return "the file is packed: unpack it first"
    if line.startswith(_WIDE_BOMS):
        return "the file is in UTF-16: save it as UTF-8"
    return f"byte {at + 1} is no UTF-8: save the file as UTF-8"


def _constant(name: str) -> None:
    """Return None for ``NaN``, as some tools write what is missing; refuse the infinities."""
    if name != "NaN":
        message = f"{name} is no JSON number"
        raise ValueError(message)
