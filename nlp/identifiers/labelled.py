"""Names that only the word beside them makes an identifier: "wickr: name"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.identifiers.context import WordsBefore, context_words

_MESSENGERS = context_words(
    [
        "(?P<telegram>telegramm?|tg|tele|телеграмм?|телега)",
        "(?P<wickr>wickr(?:me)?)",
        "(?P<chat>session|jabber|xmpp|tox|signal|whatsapp|threema|discord|icq|skype)",
        "(?P<other>instagram|insta|twitter|reddit|dread|e-?mail|mail|kik|snapchat)",
    ]
)
_FOLLOWERS = r"(?: ?(?:me|pro|id|user|user ?name|handle|name|contact|kontakt|channel|kanal|is|ist|at))?"
_SEPARATOR = r""" ?[:=|>~–—→➜»•*-]{1,3} ?["'`«\[(]?"""
_JOINED = r"(?: ?[/&+,|] ?(?:telegram|tg|wickr|signal|session|threema)(?: me)?){0,2}"
_ON = r" ?(?:[\[(] ?|(?:on|via|auf|bei|op|sur|por|en) )"
_TELLING = re.compile(r"[0-9_]")
"""What prose words lack: a name that has it needs no separator before it."""
_NO_NAMES = frozenset(
    """
    about above accepted address after again also always available back before below bot
    call chat check contact details either every fast first group here link list mail
    message messages never none only order orders other please possible prefered
    preferred private profile question questions reach request requests response sales
    same send soon support thanks this update updates upon username welcome when with
    write your
    alleine anfrage bitte dort hier kontakt nachricht nur oder profil schreiben siehe unten
    alleen bericht graag vragen contactez disponible seulement consultas escribe perfil solo
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)


@dataclass(frozen=True, slots=True)
class LabelledName:
    """A name in a clean text and whether its form alone makes it one."""

    start: int
    end: int
    name: str
    is_explicit: bool
    """Whether an ``@`` or a separator introduces it."""


class LabelledNames:
    """Finds the names that stand beside one messenger's label.

    Args:
        messenger: The name of the messenger's group among all labels.
        label: Regular expression of the label.
        name: Regular expression of a name, bounded in length.
    """

    def __init__(self, messenger: str, label: str, name: str) -> None:
        flags = re.IGNORECASE
        name = f"(?P<at>@ ?)?(?P<name>{name})"
        tail = r"(?![\w@]|[.-][A-Za-z0-9])"
        start = r"(?<![A-Za-z0-9_])"
        self._messenger = messenger
        self._after_label = re.compile(
            rf"{start}{label}{_FOLLOWERS}{_JOINED}(?:(?P<sep>{_SEPARATOR})|\s){name}{tail}",
            flags,
        )
        self._before_label = re.compile(
            rf"(?<![A-Za-z0-9_.@/-]){name}{_ON}{label}(?!\w)", flags
        )
        at_name = name.replace("@ ?)?", "@ ?)", 1)
        self._at_name = re.compile(rf"(?<![A-Za-z0-9_.@/-]){at_name}{tail}", flags)

    def find(self, text: str) -> Iterator[LabelledName]:
        """Yield names after the label, before it ("name on wickr") and ``@`` names near it."""
        labels = WordsBefore(text, _MESSENGERS)
        if not labels.has_group(self._messenger):
            return
        for pattern in (self._after_label, self._before_label):
            yield from self._labelled(text, pattern)
        for match in self._at_name.finditer(text):
            label = labels.nearest(match.start())
            if label is not None and label[self._messenger] is not None:
                gap = text[label.end() : match.start()]
                if "\n" not in gap:
                    yield LabelledName(*match.span(), match["name"], is_explicit=True)

    def _labelled(self, text: str, pattern: re.Pattern[str]) -> Iterator[LabelledName]:
        for match in pattern.finditer(text):
            name = match["name"]
            groups = match.groupdict()
            is_explicit = bool(match["at"] or groups.get("sep"))
            if match["at"] or (
                name.lower() not in _NO_NAMES
                and not _MESSENGERS.fullmatch(name)
                and (is_explicit or _TELLING.search(name))
            ):
                start = match.start("at") if match["at"] else match.start("name")
                yield LabelledName(
                    start, match.end("name"), name, is_explicit=is_explicit
                )
