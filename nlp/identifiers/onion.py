"""Onion names of version 3, taken with their checksum."""

import base64
import hashlib
import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import context_words, has_context

_DOT = r"(?: ?\. ?| ?[\[({] ?(?:dot|\.) ?[\])}] ?| dot )"
_CANDIDATE = re.compile(
    rf"(?<![A-Za-z0-9])(?P<name>[a-z2-7]{{56}})(?:(?P<suffix>{_DOT}onion)(?![a-z0-9])|(?![a-z0-9]))",
    re.IGNORECASE | re.ASCII,
)
_NAME_CHARS = 56
_CONTEXT = context_words(
    ["onions?", "tor", "darknet", "hidden", "mirrors?", "v3", "links?", "urls?"]
)
_BARE = 0.95
"""Score of a name without ``.onion``: its checksum has 16 bits and its version 8."""
_VERSION = b"\x03"


class Onion(Identifier):
    """An onion name; a bare one counts only beside a word that says so.

    References:
        Tor's rend-spec-v3, "Encoding onion addresses".
    """

    kind = EntityKind.ONION
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        for candidate in _CANDIDATE.finditer(text):
            value = self.canonical(candidate["name"])
            if value is None:
                continue
            if candidate["suffix"] is not None:
                yield self.found(candidate.span(), value)
            elif has_context(text, candidate.span(), _CONTEXT):
                yield self.found(candidate.span(), value, score=_BARE)

    @override
    def normalise(self, raw: str) -> str:
        match = _CANDIDATE.fullmatch(raw.strip())
        return f"{match['name'].lower()}.onion" if match else raw

    @override
    def validate(self, value: str) -> bool:
        name, dot, suffix = value.partition(".")
        if len(name) != _NAME_CHARS or (dot, suffix) != (".", "onion"):
            return False
        try:
            decoded = base64.b32decode(name.upper())
        except ValueError:
            return False
        key, checksum, version = decoded[:32], decoded[32:34], decoded[34:]
        digest = hashlib.sha3_256(b".onion checksum" + key + version).digest()
        return version == _VERSION and checksum == digest[:2]
