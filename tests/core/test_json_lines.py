import io

import pytest

from core.json_lines import (
    MAX_LINE_BYTES,
    Fields,
    LineError,
    Number,
    half_character,
    id_as_json,
    id_in,
    object_in,
    read_lines,
)

WANTED = "write one object a line"


def lines_of(content: bytes) -> list[tuple[int, bytes | None]]:
    return list(read_lines(io.BytesIO(content)))


def test_blank_lines_and_the_mark_of_utf8_are_left_out() -> None:
    assert lines_of(b"\xef\xbb\xbfa\n\n  \r\nb") == [(1, b"a\n"), (4, b"b")]
    assert lines_of(b"") == []


def test_a_line_beyond_the_limit_is_passed_over_and_the_next_one_read() -> None:
    long = b"x" * (2 * MAX_LINE_BYTES + 5)
    assert lines_of(long + b"\nb\n") == [(1, None), (2, b"b\n")]
    just = b"x" * (MAX_LINE_BYTES - 1) + b"\n"
    assert lines_of(just) == [(1, just)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "no JSON"),
        (b'{"a": Infinity}', "Infinity is no JSON number"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", f"no JSON object: {WANTED}"),
        (b'{"a": "\xff"}', "byte 8 is no UTF-8"),
        ("{}".encode("utf-16"), "in UTF-16"),
        (b"PK\x03\x04\xff", "packed"),
    ],
)
def test_what_is_no_object_says_what_to_do(line: bytes, said: str) -> None:
    with pytest.raises(LineError) as refused:
        object_in(line, wanted=WANTED)
    assert said in str(refused.value)


def test_nan_is_what_some_tools_write_for_missing() -> None:
    fields = Fields(object_in(b'{"price": NaN, "handle": NaN}', wanted=WANTED))
    assert (fields.number("price"), fields.text("handle")) == (None, "")


def test_numbers_stay_as_they_are_written() -> None:
    content = object_in(b'{"id": 2.50, "n": 1' + b"0" * 5_000 + b"}", wanted=WANTED)
    given = id_in(content, wanted=WANTED)
    assert isinstance(given, Number)
    assert (id_as_json(given), len(content["n"])) == ("2.50", 5_001)
    assert id_as_json("2.50") == '"2.50"'
    assert id_as_json(None) == "null"


@pytest.mark.parametrize("given", [None, True, [], {}, "\ud800"])
def test_an_id_is_a_string_or_a_number(given: object) -> None:
    with pytest.raises(LineError):
        id_in({"id": given}, wanted=WANTED)


def test_half_a_character_is_found() -> None:
    half = half_character("a\udfffb")
    assert half is not None
    assert half.start() == 1
    assert half_character("a😀") is None


def test_fields_are_read_by_name_and_kind() -> None:
    line = b'{"n": "12", "bad": "x", "nan": "NaN", "day": "2021-03-04", "one": "a", "off": {}}'
    fields = Fields(object_in(line, wanted=WANTED), "listings[3].")
    assert (fields.text("n"), fields.text("none")) == ("12", "")
    assert fields.number("n") == 12
    assert [fields.number(name) for name in ("bad", "nan", "none")] == [None] * 3
    assert fields.texts("one") == ("a",)
    day = fields.day("day")
    assert day is not None
    assert day.isoformat() == "2021-03-04"
    assert fields.moment("none") is None
    for read in (fields.text, fields.texts, fields.number, fields.moment):
        with pytest.raises(LineError, match=r"listings\[3\]\.off is \{\}"):
            read("off")
