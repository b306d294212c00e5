"""OpenPGP fingerprints: computed from key blocks, or written out beside a word for it."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.keys.armour import block_spans
from nlp.identifiers.keys.key import key_of_block
from nlp.identifiers.keys.nearby import may_be_named, named_as

_BARE = re.compile(
    r"(?<![A-Za-z0-9])(?:0x)?[0-9A-F]{4}(?:[ :]?[0-9A-F]{4}){9}(?:(?:[ :]?[0-9A-F]{4}){6})?(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_VALUE = re.compile(r"[0-9A-F]{40}(?:[0-9A-F]{24})?", re.ASCII)
"""A fingerprint of version 4, or of version 6 (64 digits)."""
_NEW_DIGITS = 64
_WRITTEN_OUT = 0.9


class Pgp(Identifier):
    """The fingerprint of an OpenPGP key.

    References:
        RFC 9580, section 5.5.4.
    """

    kind = EntityKind.PGP_FINGERPRINT
    specificity = 1.0

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not may_be_named(text):
            return
        blocks = block_spans(text)
        for span in blocks:
            key = key_of_block(text[slice(*span)])
            if key is not None:
                yield self.found(span, key.fingerprint, score=key.score)
        for candidate in _BARE.finditer(text):
            # What a block's comment says about its key, the key itself says better.
            if not any(start <= candidate.start() < end for start, end in blocks):
                yield from self._written_out(text, candidate)

    def _written_out(self, text: str, candidate: re.Match[str]) -> Iterator[Found]:
        value = self.canonical(candidate[0])
        if value is None:
            return
        names = named_as(text, candidate.span())
        # Sixty-four digits are most other digests as well: "key" does not settle it.
        if "pgp" in names or (names and len(value) < _NEW_DIGITS):
            yield self.found(candidate.span(), value, score=_WRITTEN_OUT)

    @override
    def normalise(self, raw: str) -> str:
        for start, end in block_spans(raw):
            key = key_of_block(raw[start:end])
            return raw if key is None else key.fingerprint
        return re.sub(r"[ :]", "", raw).upper().removeprefix("0X")

    @override
    def validate(self, value: str) -> bool:
        # A single repeated digit is a placeholder, never a digest.
        return _VALUE.fullmatch(value) is not None and len(set(value)) > 1

    @override
    def recognise(self, query: str) -> str | None:
        # Behind 0x, forty digits are an Ethereum address before they are a key; sixty-four alone are any digest.
        if query[:2].lower() == "0x" or len(query) == _NEW_DIGITS:
            return None
        return self.canonical(query)
