"""Session ids: ``05`` and a public key in hexadecimal."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import context_words, has_context

_WHOLE = re.compile(r"05[0-9a-f]{64}", re.ASCII)
_CANDIDATE = re.compile(
    rf"(?<![a-z0-9])(?:{_WHOLE.pattern})(?![a-z0-9])", re.IGNORECASE | re.ASCII
)
_CONTEXT = context_words(["session", "sessionid", "getsession"])
_NAMED, _BARE = 0.95, 0.8
"""Scores with and without the messenger's name beside the id; it has no checksum."""


class Session(Identifier):
    """An account id of the Session messenger."""

    kind = EntityKind.SESSION
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        for candidate in _CANDIDATE.finditer(text):
            value = self.canonical(candidate[0])
            if value is not None:
                named = has_context(text, candidate.span(), _CONTEXT)
                score = _NAMED if named else _BARE
                yield self.found(candidate.span(), value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        return raw.lower()

    @override
    def validate(self, value: str) -> bool:
        # A single repeated digit is a drawing or an example, never a key.
        return _WHOLE.fullmatch(value) is not None and len(set(value[2:])) > 1
