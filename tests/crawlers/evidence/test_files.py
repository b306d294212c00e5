import hashlib
from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.evidence.files import (
    EvidenceFiles,
    digest_of,
    keep_profile,
    private_folder,
    proof_of,
    require_run_id,
    write_private,
)


def test_written_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "closed" / "x"
    write_private(path, b"one")
    write_private(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_open_folder_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    private_folder(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_digest_is_of_the_file_or_of_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abcdef")
    assert digest_of(path) == hashlib.sha256(b"abcdef").hexdigest()
    assert digest_of(path, 2) == hashlib.sha256(b"ab").hexdigest()
    proof = proof_of(path)
    assert (proof.name, proof.size_bytes, proof.sha256) == ("x", 6, digest_of(path))


def test_profile_is_kept_by_its_digest(tmp_path: Path) -> None:
    files = EvidenceFiles(tmp_path, "r1")
    sha256 = keep_profile(files, "name: lämps\n")
    assert keep_profile(files, "name: lämps\n") == sha256
    assert digest_of(files.profile(sha256)) == sha256


def test_cut_offs_of_a_warc_are_found_and_no_others(tmp_path: Path) -> None:
    for name in ("a.warc.gz.cut-9", "a.warc.gz.cut-9-2", "b.warc.gz.cut-1"):
        (tmp_path / name).touch()
    found = EvidenceFiles(tmp_path, "a").cut_offs("a.warc.gz")
    assert [path.name for path in found] == ["a.warc.gz.cut-9", "a.warc.gz.cut-9-2"]


@pytest.mark.parametrize("run_id", ["", "../x", "a/b", "*", "a" * 81])
def test_what_is_no_run_id_is_refused(run_id: str) -> None:
    with pytest.raises(ConfigError, match="not a run id"):
        require_run_id(run_id)
