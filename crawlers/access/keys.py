"""The home's privacy key: one secret file, and a key of its own for each purpose."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.logins import PRIVATE_MODE

KEY_NAME = "privacy.key"
KEY_BYTES = 32
COOKIES = "cookies"
"""Purpose: guards the sessions of markets at rest."""
BUYERS = "buyers"
"""Purpose: hashes the handles of buyers."""


def privacy_key_path(settings: Settings) -> Path:
    """Return where the privacy key of a home stands."""
    return settings.privacy_key_file or settings.secrets_folder / KEY_NAME


def privacy_key(settings: Settings) -> bytes:
    """Return the home's privacy key, made on first need.

    Whoever loses it can neither use the stored sessions again nor recognise a buyer's hash: it belongs into the backup.

    Raises:
        ConfigError: It cannot be read or made, others can read it, or it is no key.
    """
    path = privacy_key_path(settings)
    try:
        if not path.exists():
            _make(path)
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"the privacy key {path} cannot be read or made: {error}; give its folder to "
            "this user, or name another file in STALLWATCH_PRIVACY_KEY_FILE"
        ) from error
    if mode & PRIVATE_MODE:
        raise ConfigError(f"{path} can be read by others: chmod 600 it")
    return _key_from(text, path)


def derived_key(settings: Settings, purpose: str) -> bytes:
    """Return the key of one purpose, 32 bytes; none leads to another or to the secret.

    Args:
        settings: Where the privacy key is.
        purpose: Such as ``cookies`` or ``buyers``.

    Raises:
        ConfigError: The privacy key is not usable.
    """
    info = f"stallwatch/{purpose}".encode()
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info)
    return kdf.derive(privacy_key(settings))


def _key_from(text: str, path: Path) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise ConfigError(
            f"{path} holds no key of {KEY_BYTES} bytes in hexadecimal: restore it from the "
            "backup; without it stored sessions and buyers' hashes are lost"
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # Of two processes that make it at once, the first one's key counts for both.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
