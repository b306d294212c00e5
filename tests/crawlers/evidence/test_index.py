from pathlib import Path

import pytest

from crawlers.evidence.index import (
    BrokenIndexError,
    IndexEntry,
    parse_line,
    read_lines,
    surt,
)

ENTRY = IndexEntry(
    url="http://127.0.0.1:8801/item/7",
    time="20261122120000",
    status=200,
    mime="text/html",
    sha256="ab" * 32,
    offset=17,
    length=99,
    filename="x.warc.gz",
)


def test_line_comes_back() -> None:
    assert parse_line(ENTRY.line()) == ENTRY
    assert ENTRY.line().startswith(b"127.0.0.1:8801)/item/7 20261122120000 {")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.example.org/a?c=1&b=2", "org,example,www)/a?b=2&c=1"),
        ("HTTP://Example.ORG:8080", "org,example:8080)/"),
        ("http://[::1]:80/X", "::1:80)/x"),
        ("http://[broken/ x", "http://[broken/x"),
        ("http://a.onion/x y", "onion,a)/x%20y"),
    ],
)
def test_key_sorts_by_the_host_turned_round(url: str, key: str) -> None:
    assert surt(url) == key


def test_broken_line_is_named_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "r1.cdxj"
    path.write_bytes(ENTRY.line() + ENTRY.line()[:-1])
    lines = read_lines(path)
    assert next(lines) == (0, ENTRY)
    with pytest.raises(BrokenIndexError) as caught:
        next(lines)
    assert caught.value.context["offset"] == len(ENTRY.line())


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\n",
        b"key time {}\n",
        ENTRY.line().replace(b"sha256:", b"sha1:"),
        ENTRY.line().replace(b'"17"', b'"x"'),
        ENTRY.line().replace(b"abab", b"xyxy"),
    ],
)
def test_what_is_no_line_is_refused(line: bytes) -> None:
    with pytest.raises(BrokenIndexError):
        parse_line(line)
