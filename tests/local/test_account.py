import os
import pwd
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import LocalPartError
from local.account import (
    Account,
    account_for_child,
    give,
    reachable_folder,
)

AS_ROOT = os.geteuid() == 0
SELF = Account("self", os.geteuid(), os.getegid())
OTHER = Account("nobody", 65_534, 65_534) if AS_ROOT else SELF
"""Only root can become somebody else."""


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home that every user can enter."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        home.chmod(0o755)
        yield home


def test_account_for_child_is_somebody_else_for_root_alone(tmp_path: Path) -> None:
    account = account_for_child(tmp_path)
    assert (account is None) == (not AS_ROOT)
    if account is not None:
        assert account.uid != 0
        assert pwd.getpwnam(account.name).pw_uid == account.uid


def test_account_for_child_is_the_owner_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = pwd.getpwuid(OTHER.uid)
    os.chown(tmp_path, owner.pw_uid, owner.pw_gid)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    account = account_for_child(tmp_path)
    assert account is not None
    assert account.uid == OTHER.uid


def test_account_for_child_needs_another_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwall", lambda: [pwd.getpwuid(0)])
    with pytest.raises(LocalPartError, match="useradd"):
        account_for_child(tmp_path)


def test_reachable_folder_lies_in_the_home(open_home: Path) -> None:
    assert reachable_folder(open_home, "part", OTHER) == open_home / "part"
    assert reachable_folder(open_home, "part", None) == open_home / "part"
    assert (open_home / "part").is_dir()


def test_reachable_folder_lies_elsewhere_below_a_closed_folder(
    open_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.account.ELSEWHERE", open_home)
    closed = tmp_path / "closed"
    home = closed / "checkout" / "home"
    home.mkdir(parents=True)
    closed.chmod(0o700)
    folder = reachable_folder(home, "part", OTHER)
    # A user can enter what is closed to others only.
    expected = open_home if AS_ROOT else home
    assert folder.is_relative_to(expected)
    assert reachable_folder(home, "part", OTHER) == folder
    if AS_ROOT:
        assert reachable_folder(closed / "other", "part", OTHER) != folder


def test_reachable_folder_never_uses_what_somebody_else_made(
    open_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.account.ELSEWHERE", open_home)
    monkeypatch.setattr("local.account._can_enter", lambda *_: False)
    folder = reachable_folder(tmp_path, "part", OTHER).parent
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(LocalPartError, match="belongs to somebody else"):
        reachable_folder(tmp_path, "part", OTHER)


def test_give_hands_over_all_that_is_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").touch()
    (folder / "link").symlink_to("/etc/passwd")
    give(folder, OTHER)
    owners = {path.lstat().st_uid for path in [folder, *folder.rglob("*")]}
    assert owners == {OTHER.uid}
    # Not what a link points to.
    assert Path("/etc/passwd").stat().st_uid == 0


def test_give_makes_the_folder(tmp_path: Path) -> None:
    give(tmp_path / "a" / "b", None)
    assert (tmp_path / "a" / "b").is_dir()
