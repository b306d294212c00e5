"""The secret that paging cursors are signed with, made at the first start."""

import os
import secrets
from pathlib import Path

SECRET_BYTES = 32
OWNER_ONLY = 0o600


def cursor_secret(home: Path) -> bytes:
    """Return the installation's secret; several processes get the same one.

    Raises:
        OSError: It can be neither read nor written.
    """
    path = home / "secrets" / "cursor.key"
    if not path.exists():
        _create(path)
    return path.read_bytes()


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
    try:
        # A link, unlike a rename, never replaces: the first process wins.
        path.hardlink_to(part)
    except FileExistsError:
        return
    finally:
        part.unlink()
