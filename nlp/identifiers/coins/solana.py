"""Solana addresses: a key in base58, without any checksum."""

import string
from collections.abc import Iterator

import base58
from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found
from nlp.identifiers.coins import base58check
from nlp.identifiers.coins.curve import is_on_curve
from nlp.identifiers.coins.nearby import NearbyScores, NearbyWords
from nlp.identifiers.coins.scan import Address, Run, runs_of

_NEARBY = NearbyWords(
    [
        "sol(?:s|anas?)?", "spl", "phantom", "solflare", "solscan", "raydium", "usdt", "usdc",
        "tethers?", "солан[аы]", "◎",
    ]
)  # fmt: skip
_KEY_BYTES = 32
_CHARS = range(32, 45)
_BITS_PER_CHAR = 5.857980995127572
"""log2 of 58."""
_LONGER = {47: "X", 59: "A", 95: "48z", 104: "D", 106: "4"}
"""Lengths of other chains' addresses and what they begin with: part of a broken one may look like a key."""
_REACH = max(_LONGER)
_LETTERS = string.ascii_letters + string.digits
_TAIL = "1" * 20
_OFF_CURVE = 0.1
"""How much less a value scores that no key pair can have: a program's address, or no address."""


class Solana(Address):
    """A Solana address: any 32 bytes in base58.

    In a text it counts only beside a word that says so. It never competes with a checksum: those kinds hold other numbers of bytes.

    References:
        Solana's documentation, "Accounts"; RFC 8032 for the curve.
    """

    kind = EntityKind.SOL
    specificity = 0.85
    first = frozenset(base58.BITCOIN_ALPHABET.decode())

    @override
    def find(self, text: str) -> Iterator[Found]:
        nearby = NearbyScores(_NEARBY, text)
        for run in runs_of(text):
            key = _key(run.text)
            # Base64 of 32 bytes is as long, and ends in "=".
            if key is None or text[run.end : run.end + 1] == "=":
                continue
            if _is_part(text, run):
                continue
            span = (run.start, run.end)
            score = nearby.score(span)
            if score is not None:
                score -= 0 if is_on_curve(key) else _OFF_CURVE
                yield self.found(span, run.text, score=round(score, 2))

    @override
    def validate(self, value: str) -> bool:
        return _key(value) is not None


def _key(value: str) -> bytes | None:
    if len(value) not in _CHARS or not _has_room(value) or not _is_mixed(value):
        return None
    key = base58check.decode(value, with_checksum=False)
    return key if key is not None and len(key) == _KEY_BYTES else None


def _is_mixed(value: str) -> bool:
    """Whether a value has letters of both cases, as keys have but for named ones with a tail of ones."""
    return not (value.islower() or value.isupper()) or value.endswith(_TAIL)


def _is_part(text: str, run: Run) -> bool:
    """Whether a run and its neighbour are as long as an address of another chain."""
    before = text[max(0, run.start - _REACH) : max(0, run.start - 1)]
    after = text[run.end + 1 : run.end + _REACH]
    left = len(before) - len(before.rstrip(_LETTERS))
    right = len(after) - len(after.lstrip(_LETTERS))
    first = text[run.start - 1 - left]
    size = len(run.text) + 1
    return (left > 0 and first in _LONGER.get(size + left, "")) or (
        right > 0 and run.text[0] in _LONGER.get(size + right, "")
    )


def _has_room(value: str) -> bool:
    """Whether the length can be right: decoding takes longer than counting.

    Each leading ``1`` is a zero byte; the other characters must reach the last byte and not beyond it.
    """
    digits = value.lstrip("1")
    size = _KEY_BYTES - (len(value) - len(digits))
    bits = len(digits) * _BITS_PER_CHAR
    return size >= 0 and 8 * (size - 1) < bits < 8 * size + _BITS_PER_CHAR
