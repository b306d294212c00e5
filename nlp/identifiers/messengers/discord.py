"""Discord accounts: names with four digits, new names, invitations to a server."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any
from nlp.identifiers.messengers.labelled import LabelledNames

_OLD_NAME = r"[A-Za-z0-9_.]{2,32}#[0-9]{4}"
_NEW_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.]{0,30}[A-Za-z0-9_]"
_NAME = rf"(?:{_OLD_NAME}(?![0-9])|{_NEW_NAME})"
_INVITATION = re.compile(
    r"(?<![A-Za-z0-9.@-])(?:h(?:tt|xx)ps?://)?(?:www\.)?"
    r"discord(?:(?: ?\. ?|\[\.\])gg|(?:app)?(?: ?\. ?|\[\.\])com/invite) ?/ ?(?P<code>[A-Za-z0-9-]{2,32})(?![A-Za-z0-9-])",
    re.IGNORECASE | re.ASCII,
)
_INVITES = "discord.gg/"
_VALUE = re.compile(
    r"discord\.gg/[A-Za-z0-9-]{2,32}|(?!.*\.\.)(?:[a-z0-9_.]{2,32}#[0-9]{4}|[a-z0-9_.]{2,32})",
    re.ASCII,
)
_SPELT = re.compile(rf"discord ?: ?@?(?P<name>{_NAME})", re.IGNORECASE | re.ASCII)
_LINKED, _LABELLED, _NEW = 0.95, 0.9, 0.8

_NAMES = LabelledNames("discord", "disc(?:ord)?", _NAME, stems=("disc",))


class Discord(Identifier):
    """A name on Discord, or the code of an invitation to a server (``discord.gg/Code``).

    Names have one case; codes keep theirs.
    """

    kind = EntityKind.DISCORD
    specificity = 0.75

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not holds_any(text, ("disc",)):
            return
        for link in _INVITATION.finditer(text):
            yield self.found(link.span(), f"{_INVITES}{link['code']}", score=_LINKED)
        for name in _NAMES.find(text):
            value = name.name.lower()
            if self.validate(value) and (name.is_explicit or "#" in value):
                score = _LABELLED if "#" in value else _NEW
                yield self.found((name.start, name.end), value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        invitation = _INVITATION.fullmatch(raw)
        if invitation:
            return f"{_INVITES}{invitation['code']}"
        spelt = _SPELT.fullmatch(raw)
        return (spelt["name"] if spelt else raw.removeprefix("@")).lower()

    @override
    def validate(self, value: str) -> bool:
        return _VALUE.fullmatch(value) is not None

    @override
    def recognise(self, query: str) -> str | None:
        # A bare word would make every search a name.
        is_spelt = _INVITATION.fullmatch(query) or _SPELT.fullmatch(query)
        return self.canonical(query) if is_spelt else None
