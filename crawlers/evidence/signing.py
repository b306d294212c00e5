"""The key that signs the evidence: Ed25519, made at its first need."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from core.errors import ConfigError
from core.settings import Settings
from crawlers.evidence.files import PRIVATE_FILE, private_folder, write_private

KEY_NAME = "evidence-key.pem"
PUBLIC_SUFFIX = ".pub.pem"


def key_path(settings: Settings) -> Path:
    """Return where the signing key lies."""
    return settings.evidence_key_file or settings.secrets_folder / KEY_NAME


def public_key_path(settings: Settings) -> Path:
    """Return where the public key lies, which others check the evidence with."""
    path = key_path(settings)
    return path.with_name(f"{path.stem}{PUBLIC_SUFFIX}")


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key that signs; it is made if there is none yet.

    Raises:
        ConfigError: The file is no Ed25519 key.
        OSError: The key cannot be read or written.
    """
    path = key_path(settings)
    if not path.exists():
        _make_key(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError(
            f"{path} is no key that can be used: it must be an Ed25519 key in PEM, without "
            "a password, such as `openssl genpkey -algorithm ed25519` makes"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{path} must be an Ed25519 key, not of another kind")
    public = public_key_path(settings)
    data = public_pem(key.public_key())
    if not public.exists() or public.read_bytes() != data:
        # Beside a key that is mounted read-only there is no room for it.
        with suppress(PermissionError):
            _keep_former(public)
            write_private(public, data)
    return key


def former_public_keys(settings: Settings) -> list[Ed25519PublicKey]:
    """Return the public keys of signing keys that were in use before this one.

    Raises:
        ConfigError: A file is none.
    """
    path = public_key_path(settings)
    stem = path.name.removesuffix(PUBLIC_SUFFIX)
    paths = sorted(path.parent.glob(f"{stem}.former-*{PUBLIC_SUFFIX}"))
    return [load_public_key(item) for item in paths]


def _keep_former(public: Path) -> None:
    """Keep the public key that is about to be replaced: older evidence needs it."""
    if public.exists():
        data = public.read_bytes()
        name = f".former-{hashlib.sha256(data).hexdigest()[:16]}{PUBLIC_SUFFIX}"
        stem = public.name.removesuffix(PUBLIC_SUFFIX)
        write_private(public.with_name(f"{stem}{name}"), data)


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Read the key that signatures are checked with.

    Raises:
        ConfigError: There is none, or it is none.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"there is no public key at {path}: name the one that the evidence was signed "
            "with by --public-key FILE"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"{path} is no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigError(f"{path} must be an Ed25519 key, not of another kind")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as it is handed on."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key (DER), by which a manifest names it."""
    data = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(data).hexdigest()


def is_signed(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    """Return whether a signature is of this key and these bytes."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _make_key(path: Path) -> None:
    private_folder(path.parent)
    data = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(b"")
    draft.chmod(PRIVATE_FILE)
    draft.write_bytes(data)
    # Of two processes that make one at the same time, the first one's key stands.
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
