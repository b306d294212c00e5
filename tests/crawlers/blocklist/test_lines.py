from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.blocklist.lines import MAX_FAULTS, parse_lines


def lower(text: str) -> str:
    if not text.islower():
        raise ValueError("not in lower case")
    return text


def test_lines_have_numbers_and_comments_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xef\xbb\xbf# about\n\n  one \r\ntwo\n#three\n")
    assert list(parse_lines(path, lower)) == [("one", 3), ("two", 4)]


def test_bad_lines_are_named_without_their_words(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"good\nBad\n\xff\xfe\n" + b"Worse\n" * 100)
    with pytest.raises(ConfigError) as caught:
        list(parse_lines(path, lower))
    message = str(caught.value)
    assert message.startswith(f"{path}: line 2: not in lower case; line 3 is not UTF-8")
    assert "Bad" not in message
    assert message.count("line ") == MAX_FAULTS


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"the block list .*list\.txt cannot be read"):
        list(parse_lines(tmp_path / "list.txt", lower))
