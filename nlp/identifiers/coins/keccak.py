"""Keccak-256 as Ethereum and Monero use it: SHA-3 before its padding was settled."""

DIGEST_BYTES = 32


def keccak256(data: bytes) -> bytes:
    """Return the digest of 32 bytes."""
    # Loading bip_utils takes half a second: only when an address may be there.
    from bip_utils.utils.crypto import Kekkak256

    digest: bytes = Kekkak256.QuickDigest(data)
    return digest
