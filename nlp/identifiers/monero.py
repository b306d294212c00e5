"""Monero addresses of the main network: standard, integrated and sub-address."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier

_WHOLE = re.compile(r"[48][1-9A-HJ-NP-Za-km-z]{94}(?:[1-9A-HJ-NP-Za-km-z]{11})?")
_CANDIDATE = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_WHOLE.pattern})(?![A-Za-z0-9])", re.ASCII
)
_STANDARD, _INTEGRATED, _SUB_ADDRESS = b"\x12", b"\x13", b"\x2a"
_CHECKSUM_SIZE = 4
_PAYMENT_ID = slice(65, 73)
"""Where an integrated address holds its payment id: after network byte and two keys."""


class Monero(Identifier):
    """A Monero address, taken with its Keccak checksum and its curve points.

    References:
        Monero's documentation of standard, integrated and sub-addresses.
    """

    kind = EntityKind.XMR
    specificity = 0.95

    @override
    def find(self, text: str) -> Iterator[Found]:
        for candidate in _CANDIDATE.finditer(text):
            if self.validate(candidate[0]):
                yield self.found(candidate.span(), candidate[0])

    @override
    def normalise(self, raw: str) -> str:
        return raw

    @override
    def validate(self, value: str) -> bool:
        return _WHOLE.fullmatch(value) is not None and _is_address(value)


def _is_address(value: str) -> bool:
    # Loading bip_utils takes half a second: only when an address may be there.
    from bip_utils.addr import XmrAddrDecoder, XmrIntegratedAddrDecoder
    from bip_utils.base58 import Base58XmrDecoder, Base58XmrEncoder
    from bip_utils.utils.crypto import Kekkak256

    try:
        decoded = Base58XmrDecoder.Decode(value)
        payload, checksum = decoded[:-_CHECKSUM_SIZE], decoded[-_CHECKSUM_SIZE:]
        # The decoder cuts a block that overflows its eight bytes; the encoder shows it.
        if (
            Kekkak256.QuickDigest(payload)[:_CHECKSUM_SIZE] != checksum
            or Base58XmrEncoder.Encode(decoded) != value
        ):
            return False
        network = payload[:1]
        if network == _INTEGRATED:
            XmrIntegratedAddrDecoder.DecodeAddr(
                value, net_ver=network, payment_id=payload[_PAYMENT_ID]
            )
            return True
        XmrAddrDecoder.DecodeAddr(value, net_ver=network)
    except ValueError:
        return False
    return network in {_STANDARD, _SUB_ADDRESS}
