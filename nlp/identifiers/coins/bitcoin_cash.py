"""Bitcoin Cash addresses of the main network, in their own spelling."""

from collections.abc import Iterator
from functools import reduce

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found
from nlp.identifiers.coins.bech32 import octets_of, words_of
from nlp.identifiers.coins.scan import Address, runs_of

_PREFIX = "bitcoincash:"
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_FEEDBACK = tuple(
    reduce(
        lambda left, right: left ^ right,
        (one for bit, one in enumerate(_GENERATOR) if top >> bit & 1),
        0,
    )
    for top in range(32)
)
_CHECKSUM_WORDS = 8
_HASH_BYTES = (20, 24, 28, 32, 40, 48, 56, 64)
"""By the version's three size bits."""
_P2SH = 1
"""The version's highest type in use; 0 is P2PKH."""
_PAYLOAD_CHARS = range(42, 113)
"""Characters after the prefix, for hashes of 20 to 64 bytes."""


class BitcoinCash(Address):
    """A Bitcoin Cash address, with or without ``bitcoincash:``.

    The one spelling is lower case and with the prefix, as the checksum covers it. The older spelling equals Bitcoin's and counts as BTC.

    References:
        The CashAddr specification of Bitcoin Cash.
    """

    kind = EntityKind.BCH
    specificity = 0.9
    first = frozenset("qpQP")

    @override
    def find(self, text: str) -> Iterator[Found]:
        for run in runs_of(text):
            if run.text[0] not in self.first or len(run.text) not in _PAYLOAD_CHARS:
                continue
            before = text[max(0, run.start - len(_PREFIX)) : run.start]
            if _is_misspelt(before):
                continue
            whole = before + run.text if before.lower() == _PREFIX else run.text
            # A prefix in another case than the rest is no part of the address.
            raw = run.text if _is_mixed(whole) else whole
            value = self.canonical(raw)
            if value is not None:
                yield self.found((run.end - len(raw), run.end), value)

    @override
    def normalise(self, raw: str) -> str:
        if _is_mixed(raw):
            return raw
        lower = raw.lower()
        return lower if lower.startswith(_PREFIX) else f"{_PREFIX}{lower}"

    @override
    def validate(self, value: str) -> bool:
        payload = value.removeprefix(_PREFIX)
        if payload == value or len(payload) not in _PAYLOAD_CHARS:
            return False
        words = words_of(payload)
        if words is None or _polymod(_START, words) != 1:
            return False
        content = octets_of(words[:-_CHECKSUM_WORDS])
        if content is None:
            return False
        kind, size = content[0] >> 3, content[0] & 7
        return kind <= _P2SH and len(content) == 1 + _HASH_BYTES[size]


def _is_misspelt(before: str) -> bool:
    """Whether a text is the prefix with one wrong letter: then nothing vouches for the rest.

    "bitcoincash qq…" has its letters right: a word before the address.
    """
    if before[-1:] != ":":
        return False
    wrong = sum(
        one != other for one, other in zip(before.lower(), _PREFIX, strict=False)
    )
    return len(before) == len(_PREFIX) and wrong == 1


def _is_mixed(raw: str) -> bool:
    return not (raw.islower() or raw.isupper())


def _polymod(checksum: int, words: bytes) -> int:
    for word in words:
        checksum = (checksum & 0x07FFFFFFFF) << 5 ^ word ^ _FEEDBACK[checksum >> 35]
    return checksum


_START = _polymod(1, bytes(ord(char) & 31 for char in _PREFIX[:-1]) + b"\0")
