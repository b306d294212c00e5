"""Identifiers that reach nobody: drawn characters in the shape of addresses, keys and handles."""

from random import Random

from nlp.training.generator.vendors import vendor_name

_HEX = "0123456789abcdef"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_FINGERPRINT_CHARS = 40


def bitcoin(language: str, rng: Random) -> str:
    """Return characters in the shape of a Bitcoin address; the checksum is left to chance."""
    del language
    return rng.choice(
        (
            "1" + _drawn(_BASE58, 33, rng),
            "3" + _drawn(_BASE58, 33, rng),
            "bc1q" + _drawn(_BECH32, 38, rng),
            "1" + _drawn(_BASE58, 4, rng) + "...",
        )
    )


def monero(language: str, rng: Random) -> str:
    """Return characters in the shape of a Monero address."""
    del language
    return rng.choice("48") + _drawn(_BASE58, 94, rng)


def session_id(language: str, rng: Random) -> str:
    """Return characters in the shape of a Session ID."""
    del language
    return "05" + _drawn(_HEX, 64, rng)


def tox_id(language: str, rng: Random) -> str:
    """Return characters in the shape of a Tox ID."""
    del language
    return _drawn(_HEX, 76, rng).upper()


def handle(language: str, rng: Random) -> str:
    """Return a messenger handle, with or without its sign."""
    del language
    return rng.choice(("", "", "@")) + vendor_name(rng)


def mail(language: str, rng: Random) -> str:
    """Return an address at a domain that is reserved for examples (RFC 2606)."""
    del language
    host = rng.choice(("mail.example", "post.example", "example.org", "example.net"))
    return f"{vendor_name(rng).lower()}@{host}"


def fingerprint(language: str, rng: Random) -> str:
    """Return a key's fingerprint, in one piece or in groups of four."""
    del language
    whole = _drawn(_HEX, _FINGERPRINT_CHARS, rng).upper()
    if rng.random() < 0.5:
        return whole
    return " ".join(whole[at : at + 4] for at in range(0, _FINGERPRINT_CHARS, 4))


def onion(language: str, rng: Random) -> str:
    """Return characters in the shape of an onion address."""
    del language
    return _drawn(_BASE32, 56, rng) + ".onion"


def _drawn(signs: str, size: int, rng: Random) -> str:
    return "".join(rng.choices(signs, k=size))
