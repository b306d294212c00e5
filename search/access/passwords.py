"""Makes passwords, and the hashes by which Elasticsearch's file realm knows them."""

import base64
import binascii
import hashlib
import hmac
import secrets

PASSWORD_BYTES = 32
"""256 random bits: nothing to guess, so the hash need not be slow."""
ITERATIONS = 100_000
"""One of the counts that Elasticsearch knows (``pbkdf2_100000``)."""
MARK = "{PBKDF2}"
SALT_BYTES = 32
HASH_BYTES = 32
"""Elasticsearch's Hasher: PBKDF2 with HMAC-SHA-512, 32 bytes of salt, 256 bits of hash."""


def new_password() -> str:
    """Return 43 random characters that may stand in an address as they are."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def password_hash(password: str) -> str:
    """Return a salted hash as it stands in the file ``users``."""
    salt = secrets.token_bytes(SALT_BYTES)
    return "$".join((f"{MARK}{ITERATIONS}", _text(salt), _text(_hash(password, salt))))


def password_matches(password: str, hashed: str) -> bool:
    """Return whether a hash that ``password_hash`` made is of this password."""
    try:
        mark, salt, digest = hashed.split("$")
        given = _hash(password, base64.b64decode(salt, validate=True))
    except (ValueError, binascii.Error):
        return False
    return mark == f"{MARK}{ITERATIONS}" and hmac.compare_digest(_text(given), digest)


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac(
        "sha512", password.encode(), salt, ITERATIONS, dklen=HASH_BYTES
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
