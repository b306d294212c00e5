from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.blocklist.pictures import PictureList


def listed(tmp_path: Path, text: str) -> PictureList:
    path = tmp_path / "phash.txt"
    path.write_text(text, encoding="utf-8")
    return PictureList.read(path)


def near(phash: str, bits: int) -> str:
    """Return a hash in which some bits differ."""
    return f"{int(phash, 16) ^ ((1 << bits) - 1):016x}"


FIRST, SECOND = "c3a1f0e95b6d2847", "0123456789abcdef"


@pytest.mark.parametrize(
    ("phash", "line"),
    [
        (FIRST, 2),
        (FIRST.upper(), 2),
        (near(FIRST, 8), 2),
        (near(FIRST, 9), None),
        (SECOND, 3),
        (near(SECOND, 2), 3),
        (near(SECOND, 3), None),
        ("ffffffffffffffff", None),
    ],
)
def test_near_pictures_are_found(tmp_path: Path, phash: str, line: int | None) -> None:
    pictures = listed(tmp_path, f"# made up\n{FIRST}\n{SECOND} 2 # strict\n")
    assert pictures.line_of(phash) == line


def test_nearest_line_counts(tmp_path: Path) -> None:
    pictures = listed(tmp_path, f"{near(FIRST, 4)}\n{near(FIRST, 1)}\n")
    assert pictures.line_of(FIRST) == 2


@pytest.mark.parametrize(
    "line", ["abc", "g" * 16, f"{FIRST} x", f"{FIRST} 17", f"{FIRST} -1"]
)
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"phash\.txt: line 1: "):
        listed(tmp_path, line + "\n")


def test_empty_list_finds_nothing(tmp_path: Path) -> None:
    assert listed(tmp_path, "").line_of(FIRST) is None
