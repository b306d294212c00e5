"""Ethereum addresses: the case of the letters is the checksum."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found
from nlp.identifiers.coins.keccak import keccak256
from nlp.identifiers.coins.nearby import NearbyScores, NearbyWords
from nlp.identifiers.coins.scan import Address, runs_of

_WHOLE = re.compile(r"0[xX][0-9A-Fa-f]{40}", re.ASCII)
_SETTLED = re.compile(r"0x[0-9A-Fa-f]{40}", re.ASCII)
_NEARBY = NearbyWords(
    [
        "eth(?:ers?|ereums?|s|2)?", "erc-?(?:20|721|1155)?", "evm", "bep-?20", "bsc", "bnb",
        "polygon", "matic", "arbitrum", "optimism", "avax", "avalanche", "usdt", "usdc",
        "tethers?", "dai", "busd", "weth", "metamask", "etherscan", "uniswap", "эфир(?:иум)?", "Ξ",
    ]
)  # fmt: skip
_FEWEST_LETTERS = 5
"""Letters of one case whose agreement with the checksum is more than chance."""


class Ethereum(Address):
    """An Ethereum address, which other EVM chains share.

    An address in one case carries no checksum. In a text it counts only beside a word that says so, and scores lower.

    References:
        EIP-55.
    """

    kind = EntityKind.ETH
    specificity = 0.9
    first = frozenset("0")

    @override
    def find(self, text: str) -> Iterator[Found]:
        nearby = NearbyScores(_NEARBY, text)
        for run in runs_of(text):
            if not _WHOLE.fullmatch(run.text):
                continue
            span, digits = (run.start, run.end), run.text[2:]
            if not _is_one_case(digits):
                if self.validate(run.text):
                    yield self.found(span, run.text)
                continue
            value = self.normalise(run.text)
            if value[2:] == digits and _letters(digits) >= _FEWEST_LETTERS:
                yield self.found(span, value)
            elif (score := nearby.score(span)) is not None:
                yield self.found(span, value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        if not _WHOLE.fullmatch(raw):
            return raw
        digits = raw[2:]
        # Mixed case must already be right: settling it would hide a wrong letter.
        return f"0x{_checked_case(digits)}" if _is_one_case(digits) else raw

    @override
    def validate(self, value: str) -> bool:
        if not _SETTLED.fullmatch(value):
            return False
        return value[2:] == _checked_case(value[2:])


def _is_one_case(digits: str) -> bool:
    return digits in {digits.upper(), digits.lower()}


def _letters(digits: str) -> int:
    return sum(digit.isalpha() for digit in digits)


def _checked_case(digits: str) -> str:
    """Return 40 digits in the case that EIP-55 gives them."""
    lower, upper = digits.lower(), digits.upper()
    nibbles = keccak256(lower.encode("ascii")).hex()
    # A list is built faster than a generator, and texts may be full of candidates.
    return "".join(
        [
            large if nibble >= "8" else small
            for small, large, nibble in zip(lower, upper, nibbles, strict=False)
        ]
    )
