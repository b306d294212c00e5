import hashlib
from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.blocklist.digests import ALGORITHMS, DigestList

BODIES = [f"harmless file {number}".encode() for number in range(500)]


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_listed_bodies_are_found_by_line(tmp_path: Path, algorithm: str) -> None:
    path = tmp_path / f"{algorithm}.txt"
    hexes = [hashlib.new(algorithm, body).hexdigest() for body in BODIES]
    path.write_text("# made up\n" + "\n".join(hexes) + "\n", encoding="utf-8")
    listed = DigestList.read(path, algorithm)
    assert len(listed) == len(BODIES)
    assert [listed.line_of(body) for body in BODIES] == list(range(2, 502))
    assert listed.line_of(b"harmless file 500") is None
    assert listed.line_of(b"") is None


def test_lists_come_in_any_case_with_remarks(tmp_path: Path) -> None:
    path = tmp_path / "sha256.txt"
    digest = hashlib.sha256(BODIES[0]).hexdigest().upper()
    path.write_text(f"{digest}  # batch 7\n", encoding="utf-8")
    assert DigestList.read(path, "sha256").line_of(BODIES[0]) == 1


@pytest.mark.parametrize("line", ["abc", "g" * 64, "a" * 63, "a" * 65, "a" * 40])
def test_line_that_is_no_digest_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "sha256.txt"
    path.write_text(f"{'a' * 64}\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sha256\.txt: line 2: not 64 hexadecimal"):
        DigestList.read(path, "sha256")


def test_empty_list_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "md5.txt"
    path.write_text("# none yet\n", encoding="utf-8")
    assert DigestList.read(path, "md5").line_of(BODIES[0]) is None
