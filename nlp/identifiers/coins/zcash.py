"""Zcash addresses of the main network: transparent, shielded and unified."""

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins import base58check
from nlp.identifiers.coins.base58check import is_hash_address
from nlp.identifiers.coins.bech32 import Variant, decode_bytes
from nlp.identifiers.coins.f4jumble import unjumble
from nlp.identifiers.coins.scan import Address

_PUBLIC_KEY_HASH, _SCRIPT_HASH = b"\x1c\xb8", b"\x1c\xbd"
_VERSIONS = frozenset({_PUBLIC_KEY_HASH, _SCRIPT_HASH})
"""P2PKH ("t1…") and P2SH ("t3…")."""
_SPROUT = b"\x16\x9a"
_SPROUT_BYTES = 66
_SAPLING_BYTES = 43
_PADDING = b"u".ljust(16, b"\0")
"""What every unified address ends in before it is jumbled."""


class Zcash(Address):
    """A Zcash address: ``t1``, ``t3``, ``zc``, ``zs1``, ``u1`` or ``tex1``.

    A ``tex1`` address is the ``t1`` address that asks for transparent senders; its one spelling is that.

    References:
        The Zcash protocol specification, 5.6; ZIP-316; ZIP-320.
    """

    kind = EntityKind.ZEC
    specificity = 0.9
    first = frozenset("tTzZuU")
    bech32_prefixes = ("zs1", "u1", "tex1")

    @override
    def normalise(self, raw: str) -> str:
        value = super().normalise(raw)
        if value.startswith("tex1"):
            public_key_hash = decode_bytes("tex", value, Variant.BECH32M)
            if public_key_hash and len(public_key_hash) == base58check.HASH_BYTES:
                return base58check.encode(_PUBLIC_KEY_HASH + public_key_hash)
        return value

    @override
    def validate(self, value: str) -> bool:
        if value[:2] in {"t1", "t3"}:
            return is_hash_address(value, _VERSIONS)
        if value.startswith("zs1"):
            receiver = decode_bytes("zs", value, Variant.BECH32)
            return receiver is not None and len(receiver) == _SAPLING_BYTES
        if value.startswith("u1"):
            return _is_unified(value)
        return value.startswith("zc") and _is_sprout(value)


def _is_sprout(value: str) -> bool:
    payload = base58check.decode(value)
    return (
        payload is not None
        and len(payload) == _SPROUT_BYTES
        and payload.startswith(_SPROUT)
    )


def _is_unified(value: str) -> bool:
    jumbled = decode_bytes("u", value, Variant.BECH32M)
    receivers = unjumble(jumbled) if jumbled is not None else None
    return receivers is not None and receivers.endswith(_PADDING)
