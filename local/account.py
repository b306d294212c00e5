"""The user that Elasticsearch runs as, and a folder which that user can reach."""

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.errors import LocalPartError

PREFERRED = ("nobody", "daemon")
"""Users that every Linux and macOS has and that own nothing of worth."""
ELSEWHERE = Path("/var/tmp")  # noqa: S108 - checked for its owner below
"""Where files go that cannot lie in the home; it survives a reboot."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int


def account_for_child(home: Path) -> Account | None:
    """Return the user that a server should drop to, None when not run by root.

    That is the home's owner, so that root and the owner can take turns; where root owns
    the home too, an unprivileged system user.

    Raises:
        LocalPartError: This machine has no other user than root.
    """
    if os.geteuid() != 0:
        return None
    users = pwd.getpwall()
    owner = home.stat().st_uid if home.exists() else 0
    ranked = [user for user in users if user.pw_uid == owner]
    ranked += [user for name in PREFERRED for user in users if user.pw_name == name]
    for user in [*ranked, *users]:
        if user.pw_uid != 0:
            return Account(user.pw_name, user.pw_uid, user.pw_gid)
    raise LocalPartError(
        "Elasticsearch refuses to run as root, and this machine has no other user: "
        "add one with `useradd --system stallwatch`"
    )


def reachable_folder(home: Path, name: str, account: Account | None) -> Path:
    """Return a folder for a server's files that its user can reach, made if missing.

    Args:
        home: The home of this installation, where the folder should be.
        name: The folder's name below the home.
        account: The user in question; None means the present one.

    Returns:
        ``home / name``, or a folder of this home's own outside of it.
    """
    wanted = home / name
    wanted.mkdir(parents=True, exist_ok=True)
    if account is None:
        return wanted
    wanted.chmod(0o755)
    if _can_enter(wanted, account):
        return wanted
    mark = hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:16]
    return _private_folder(ELSEWHERE / f"stallwatch-{mark}") / name


def give(folder: Path, account: Account | None, *, anew: bool = False) -> None:
    """Make a folder, if missing, and let the account own it and all that is in it.

    Args:
        folder: The folder.
        account: The user; None means the present one, who owns it anyway.
        anew: Look into it even if it is the account's already, for files that were added.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if account is None:
        return
    if anew or folder.stat().st_uid != account.uid:
        for path in folder.rglob("*"):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
    os.chown(folder, account.uid, account.gid)


def _can_enter(folder: Path, account: Account) -> bool:
    # Asking the system is surer than reading mode bits: it knows access lists too.
    answer = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder.absolute()],
        check=False,
        capture_output=True,
        cwd="/",
        user=account.uid,
        group=account.gid,
        extra_groups=[],
    )
    return answer.returncode == 0


def _private_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise LocalPartError(
            f"{folder} should hold the server's files but belongs to somebody else: "
            "remove it, or choose a STALLWATCH_HOME that every user can enter",
            path=str(folder),
        )
    folder.chmod(0o755)
    return folder
