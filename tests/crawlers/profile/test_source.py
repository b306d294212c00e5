import pytest

from core.errors import ConfigError
from crawlers.profile.source import MAX_PROFILE_CHARS, Fault, read_yaml

TEXT = "a: 1\nb:\n  - x: 1\n  - y:\n      z: 2\n"


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("a",), 1),
        (("b",), 2),
        (("b", 1), 4),
        (("b", 1, "y", "z"), 5),
        (("b", 1, "missing"), 4),
        (("nowhere",), 1),
    ],
)
def test_line_of_the_deepest_key_is_found(
    location: tuple[int | str, ...], line: int
) -> None:
    assert read_yaml(TEXT, source="f.yml").line(location) == line


def test_faults_are_told_in_the_order_of_the_file() -> None:
    source = read_yaml(TEXT, source="f.yml")
    message = source.message([Fault(("b",), "late"), Fault(("a",), "early")])
    assert message.splitlines()[1:] == ["  f.yml:1: a: early", "  f.yml:2: b: late"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", r"f\.yml:2: .*duplicate key"),
        ("a: [1\nb: 2\n", r"f\.yml:\d"),
        ("- 1\n", "a profile is a mapping"),
        ("", "a profile is a mapping"),
        ("a: \0", r"f\.yml"),
        ("#" * (MAX_PROFILE_CHARS + 1), "longer than"),
    ],
)
def test_what_is_no_profile_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_yaml(text, source="f.yml")
