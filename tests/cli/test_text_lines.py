import io
import json

import pytest

from cli.text_lines import BadLine, TextLine, read_text_lines
from core.json_lines import MAX_LINE_BYTES, Number, id_as_json


def read(content: bytes) -> list[TextLine | BadLine]:
    return list(read_text_lines(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("line", "text_id", "said"),
    [
        (b"{", None, "no JSON"),
        (b"plain words", None, "no JSON"),
        (b'{"id": 1, "text": "a"} trailing', None, "no JSON"),
        (b'{"id": 1, "text": "nul \x00"}', None, "no JSON"),
        (b'{"id": NaN, "text": "a"}', None, "no id"),
        (b'{"id": -Infinity, "text": "a"}', None, "-Infinity is no JSON number"),
        (b"[" * 100_000, None, "nested too deeply"),
        (b"[1]", None, "no JSON object"),
        (b"null", None, "no JSON object"),
        (b'"text"', None, "no JSON object"),
        (b'{"text": "a"}', None, "no id"),
        (b'{"id": null, "text": "a"}', None, "no id"),
        (b'{"id": true, "text": "a"}', None, "neither a string nor a number"),
        (b'{"id": ["x"], "text": "a"}', None, "neither a string nor a number"),
        (b'{"id": "\\ud800", "text": "a"}', None, "half a character"),
        (b'{"id": "a"}', "a", "no text"),
        (b'{"id": "a", "text": null}', "a", "is no string"),
        (b'{"id": "a", "text": 12}', "a", "is no string"),
        (b'{"id": 7, "text": ["a"]}', "7", "is no string"),
        (b'{"id": 7, "text": "ab\\udfff"}', "7", "character 3"),
        (b'{"id": 1, "text": "\xff"}', None, "byte 20 is no UTF-8"),
        (b'{"id": 1, "text": "\xed\xa0\x80"}', None, "no UTF-8"),
        (
            '{"id": 1, "text": "a"}'.encode("utf-16"),
            None,
            "in UTF-16: save it as UTF-8",
        ),
        (b"\x1f\x8b\x08\x00\xff", None, "packed: unpack it first"),
    ],
)
def test_a_bad_line_says_what_to_do_and_the_next_is_read(
    line: bytes, text_id: str | None, said: str
) -> None:
    bad, good = read(line.replace(b"\n", b"") + b'\n{"id": "b", "text": "x"}\n')
    assert isinstance(bad, BadLine)
    assert (bad.number, bad.id) == (1, text_id)
    assert said in bad.error
    assert good == TextLine(2, "b", "x")


def test_blank_lines_and_a_bom_are_no_lines_that_matter() -> None:
    content = b'\xef\xbb\xbf{"id": 1, "text": "a"}\r\n\n  \t\r\n{"id": 1, "text": ""}'
    assert read(content) == [
        TextLine(1, Number("1"), "a"),
        TextLine(4, Number("1"), ""),
    ]
    assert read(b"") == []


@pytest.mark.parametrize(
    "written",
    ["1", "-0", "1.0", "1e3", "1E400", "9" * 5000, '"1"', '"ü 😀"', '"a\\"b\\u0000"'],
)
def test_an_id_is_given_back_as_it_came(written: str) -> None:
    (line,) = read(f'{{"id": {written}, "text": "a"}}'.encode())
    assert isinstance(line, TextLine)
    assert id_as_json(line.id) == written


def test_an_escaped_nul_is_a_character_like_any_other() -> None:
    (line,) = read(json.dumps({"id": "n", "text": "a\x00b"}).encode())
    assert line == TextLine(1, "n", "a\x00b")


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_that_is_too_long_is_not_held(end: bytes) -> None:
    start, stop = b'{"id": "long", "text": "', b'"}'
    room = MAX_LINE_BYTES - len(start) - len(stop)
    fits, more = start + b"x" * room + stop, start + b"x" * (3 * room) + stop
    long, after = read(more + b'\n{"id": "b", "text": "x"}' + end)
    assert isinstance(long, BadLine)
    assert "10,000,000 bytes" in long.error
    assert after == TextLine(2, "b", "x")
    (whole,) = read(fits + end)
    assert isinstance(whole, TextLine)
    assert len(whole.text) == room
    (last,) = read(more + end)
    assert isinstance(last, BadLine)
