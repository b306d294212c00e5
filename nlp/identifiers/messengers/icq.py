"""ICQ numbers: digits that only the messenger's name beside them makes an account."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any

_DIGITS = r"[1-9][0-9]{4,8}|[1-9][0-9]{0,2}(?:[ -][0-9]{3}){1,2}"
_LABELLED = re.compile(
    r"(?<!\w)(?:icq|аська)(?: ?(?:uin|number|no\.?|nr\.?|nummer|is|#|№))? ?[:=#-]{0,2} ?"
    rf"(?P<digits>{_DIGITS})(?![\w%$€£+]|[.,:-]\d| ?\d)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[1-9][0-9]{4,8}", re.ASCII)
_SCORE = 0.9


class Icq(Identifier):
    """A number of the ICQ messenger, five to nine digits."""

    kind = EntityKind.ICQ
    specificity = 0.85

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not holds_any(text, ("icq", "аська")):
            return
        for match in _LABELLED.finditer(text):
            value = self.canonical(match["digits"])
            if value is not None:
                yield self.found(match.span("digits"), value, score=_SCORE)

    @override
    def normalise(self, raw: str) -> str:
        match = _LABELLED.fullmatch(raw.strip())
        return re.sub(r"[ -]", "", match["digits"] if match else raw.strip())

    @override
    def validate(self, value: str) -> bool:
        return _VALUE.fullmatch(value) is not None

    @override
    def recognise(self, query: str) -> str | None:
        return self.canonical(query) if _LABELLED.fullmatch(query) else None
