"""XRP Ledger addresses: classic ones and X-addresses."""

import base58
from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.coins import base58check
from nlp.identifiers.coins.scan import Address

_CLASSIC_CHARS = range(25, 36)
_X_CHARS = 47
_VERSION = b"\0"
_X_VERSION = b"\x05\x44"
"""X-addresses of the main network; test networks have another."""
_X_BYTES = 31
_ACCOUNT = slice(2, 22)
_NO_TAG, _SHORT_TAG = 0, 1
"""The flag before the tag: none, or one of 32 bits."""


class Ripple(Address):
    """An account of the XRP Ledger.

    An X-address without a tag is its classic address, and that is its one spelling. With a tag it stays: an exchange gives
    each customer another tag of one account.

    References:
        XRP Ledger's "base58 encodings"; XLS-5.
    """

    kind = EntityKind.XRP
    specificity = 0.9
    first = frozenset("rX")

    @override
    def normalise(self, raw: str) -> str:
        payload = _x_payload(raw)
        if payload is None or payload[22] != _NO_TAG:
            return raw
        account = _VERSION + payload[_ACCOUNT]
        spelling: bytes = base58.b58encode_check(
            account, alphabet=base58.RIPPLE_ALPHABET
        )
        return spelling.decode("ascii")

    @override
    def validate(self, value: str) -> bool:
        if value.startswith("X"):
            return _x_payload(value) is not None
        if not value.startswith("r") or len(value) not in _CLASSIC_CHARS:
            return False
        payload = base58check.decode(value, alphabet=base58.RIPPLE_ALPHABET)
        return (
            payload is not None
            and len(payload) == len(_VERSION) + base58check.HASH_BYTES
            and payload.startswith(_VERSION)
        )


def _x_payload(value: str) -> bytes | None:
    if len(value) != _X_CHARS or not value.startswith("X"):
        return None
    payload = base58check.decode(value, alphabet=base58.RIPPLE_ALPHABET)
    if payload is None or len(payload) != _X_BYTES:
        return None
    flag, tag = payload[22], int.from_bytes(payload[23:], "little")
    is_tag_right = tag == 0 if flag == _NO_TAG else flag == _SHORT_TAG and tag < 2**32
    return payload if payload.startswith(_X_VERSION) and is_tag_right else None
