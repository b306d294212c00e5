from pathlib import Path

import pytest

from core.errors import ConfigError, ConflictError
from search.access.folder import OWNERS_MODE, CredentialsFolder


@pytest.fixture
def folder(tmp_path: Path) -> CredentialsFolder:
    return CredentialsFolder(tmp_path / "deep" / "secrets")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_files_are_for_owner_and_group_alone(folder: CredentialsFolder) -> None:
    folder.write("a", "x")
    folder.write("people/b", "x")
    folder.write("key", "x", mode=OWNERS_MODE)
    assert mode(folder.path) == 0o750
    assert mode(folder.path / "people") == 0o750
    assert mode(folder.path / "a") == 0o440
    assert mode(folder.path / "key") == 0o400
    assert folder.written == ["a", "people/b", "key"]


def test_what_is_there_stays_unless_it_is_renewed(folder: CredentialsFolder) -> None:
    assert folder.keep("a", lambda: "one") == "one"
    assert folder.keep("a", lambda: "two") == "one"
    assert folder.keep("a", lambda: "three", renew=True) == "three"
    assert (folder.path / "a").read_text() == "three"
    assert folder.written == ["a", "a"]


def test_file_that_holds_just_this_is_not_written(folder: CredentialsFolder) -> None:
    folder.write("a", "x\n")
    before = (folder.path / "a").stat().st_ino
    folder.write("a", "x\n")
    assert (folder.path / "a").stat().st_ino == before
    assert folder.written == ["a"]


def test_draft_of_a_killed_set_up_is_written_over(folder: CredentialsFolder) -> None:
    draft = folder.path / ".a.draft"
    draft.write_text("half")
    folder.write("a", "whole")
    assert (folder.path / "a").read_text() == "whole"
    assert not draft.exists()
    assert folder.names("*") == ["a"]


def test_drafts_of_killed_set_ups_go(folder: CredentialsFolder) -> None:
    (folder.path / "people").mkdir()
    drafts = [folder.path / ".a.draft", folder.path / "people" / ".b.draft"]
    for draft in drafts:
        draft.write_text("half")
    with folder.alone():
        assert [draft for draft in drafts if draft.exists()] == []


def test_missing_file_holds_nothing(folder: CredentialsFolder) -> None:
    assert folder.read("a") is None


def test_file_that_is_no_text_is_named(folder: CredentialsFolder) -> None:
    (folder.path / "a").write_bytes(b"\xff\xff")
    with pytest.raises(ConfigError, match="cannot be read"):
        folder.read("a")


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="Not a directory"):
        CredentialsFolder(tmp_path / "file" / "secrets")


def test_file_that_cannot_be_written_is_named(folder: CredentialsFolder) -> None:
    (folder.path / "people").write_text("x")
    with pytest.raises(ConfigError, match="cannot be"):
        folder.write("people/b", "x")


def test_one_set_up_at_a_time(folder: CredentialsFolder) -> None:
    other = CredentialsFolder(folder.path)
    with (
        folder.alone(),
        pytest.raises(ConflictError, match="another set-up"),
        other.alone(),
    ):
        pass
    with other.alone():
        other.write("a", "x")
    assert folder.read("a") == "x"
