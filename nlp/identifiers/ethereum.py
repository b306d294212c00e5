"""Ethereum addresses: the case of the letters is the checksum."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import SURE, Found, Identifier
from nlp.identifiers.context import context_words, has_context

_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])0[xX][0-9A-Fa-f]{40}(?![A-Za-z0-9])", re.ASCII
)
_WHOLE = re.compile(r"0[xX][0-9A-Fa-f]{40}", re.ASCII)
_CONTEXT = context_words(
    ["eth", "ether", "ethereum", "erc-?20", "erc", "usdt", "usdc", "wallet"]
)
_UNCHECKED = 0.6
"""Score of a single-case address: nothing but its form and a word beside it."""


class Ethereum(Identifier):
    """An Ethereum address, which other EVM chains share.

    An address in one case carries no checksum. In a text it counts only beside a word that says so, and scores lower.

    References:
        EIP-55.
    """

    kind = EntityKind.ETH
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        for candidate in _CANDIDATE.finditer(text):
            value = self.canonical(candidate[0])
            if value is None:
                continue
            if value[2:] == candidate[0][2:]:
                yield self.found(candidate.span(), value, score=SURE)
            elif has_context(text, candidate.span(), _CONTEXT):
                yield self.found(candidate.span(), value, score=_UNCHECKED)

    @override
    def normalise(self, raw: str) -> str:
        if not _WHOLE.fullmatch(raw):
            return raw
        digits = raw[2:]
        # Mixed case must already be right: settling it would hide a wrong letter.
        if digits.upper() == digits or digits.lower() == digits:
            return f"0x{_checked_case(digits.lower())}"
        return f"0x{digits}"

    @override
    def validate(self, value: str) -> bool:
        if not _WHOLE.fullmatch(value):
            return False
        return value[2:] == _checked_case(value[2:].lower())


def _checked_case(digits: str) -> str:
    """Return 40 lower-case digits in the case that EIP-55 gives them."""
    # Loading bip_utils takes half a second: only when an address may be there.
    from bip_utils.utils.crypto import Kekkak256

    digest = Kekkak256.QuickDigest(digits).hex()
    return "".join(
        digit.upper() if nibble >= "8" else digit
        for digit, nibble in zip(digits, digest, strict=False)
    )
