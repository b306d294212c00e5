"""Session ids: ``05`` and a public key in hexadecimal."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.coins.scan import runs_of
from nlp.identifiers.context import context_words, has_context

_WHOLE = re.compile(r"05[0-9a-f]{64}", re.ASCII)
_CHARS = 66
_CONTEXT = context_words(["session", "session ?id", "getsession"])
_NAMED, _BARE = 0.95, 0.8
"""Scores with and without the messenger's name beside the id; it has no checksum."""


class Session(Identifier):
    """An account id of the Session messenger."""

    kind = EntityKind.SESSION
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        for run in runs_of(text):
            if len(run.text) != _CHARS:
                continue
            value = self.canonical(run.text)
            if value is not None:
                span = (run.start, run.end)
                named = has_context(text, span, _CONTEXT)
                yield self.found(span, value, score=_NAMED if named else _BARE)

    @override
    def normalise(self, raw: str) -> str:
        return raw.strip().lower()

    @override
    def validate(self, value: str) -> bool:
        # A single repeated digit is a drawing or an example, never a key.
        return _WHOLE.fullmatch(value) is not None and len(set(value[2:])) > 1
