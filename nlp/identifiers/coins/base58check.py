"""Base58 with the checksum of Bitcoin: the first four bytes of a double SHA-256."""

import base58

HASH_BYTES = 20
"""What most chains' addresses hold after their version: RIPEMD-160 or BLAKE2b-160."""
_HASH_CHARS = range(25, 37)
"""Characters of one to three version bytes, a hash and a checksum."""
_LONGEST = 128
"""Characters beyond which nothing of ours is base58; decoding takes quadratic time."""


def decode(
    value: str, *, alphabet: bytes = base58.BITCOIN_ALPHABET, with_checksum: bool = True
) -> bytes | None:
    """Return the bytes that a value spells, without its checksum.

    Args:
        value: Letters and digits; a long one is refused unread.
        alphabet: The 58 characters; Ripple orders them differently.
        with_checksum: Whether the last four bytes are a checksum to verify.

    Returns:
        ``None`` when a character is not of the alphabet or the checksum is wrong.
    """
    if len(value) > _LONGEST:
        return None
    read = base58.b58decode_check if with_checksum else base58.b58decode
    try:
        decoded: bytes = read(value, alphabet=alphabet)
    except ValueError:
        return None
    return decoded


def encode(payload: bytes) -> str:
    """Return the spelling of a payload, checksum added."""
    spelling: bytes = base58.b58encode_check(payload)
    return spelling.decode("ascii")


def is_hash_address(value: str, versions: frozenset[bytes]) -> bool:
    """Whether a value spells one of the versions, a hash and the right checksum.

    Args:
        value: 25 to 36 characters; others are refused unread.
        versions: Version bytes of the chain's main network.
    """
    if len(value) not in _HASH_CHARS:
        return False
    payload = decode(value)
    if payload is None or len(payload) <= HASH_BYTES:
        return False
    return payload[:-HASH_BYTES] in versions
