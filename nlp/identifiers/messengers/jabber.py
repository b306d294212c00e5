"""XMPP addresses: user@host where the text says that it is for chat."""

import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import WordsBefore, context_words
from nlp.identifiers.mailbox import Mailbox, address_from, find_mailboxes, is_address

_SAYS = context_words(["(?P<chat>jabber|xmpp|jid|otr)", "(?P<mail>e-?mails?|mails?)"])
_SAYS_AFTER = re.compile(
    r" ?(?:[\[(] ?|(?:on|via|auf|op|sur|por|en) )(?:jabber|xmpp)(?!\w)", re.IGNORECASE
)
_CHAT_HOST = re.compile(r"(?:^|[.-])(?:jabber|xmpp)(?=[.-])")
_LIST = re.compile(r"[ ,/|;&+\n]{1,3}(?:(?:or|and|und|oder|en|of|et|ou|y|o) )?")
_SCORE = 0.95


class Jabber(Identifier):
    """An account of an XMPP service."""

    kind = EntityKind.JABBER
    specificity = 0.85

    @override
    def find(self, text: str) -> Iterator[Found]:
        for mailbox, is_chat in split_by_use(text):
            if is_chat:
                span = (mailbox.start, mailbox.end)
                yield self.found(span, mailbox.address, score=_SCORE)

    @override
    def normalise(self, raw: str) -> str:
        return address_from(raw.strip().removeprefix("xmpp:"))

    @override
    def validate(self, value: str) -> bool:
        return is_address(value)


def split_by_use(text: str) -> Iterator[tuple[Mailbox, bool]]:
    """Yield each user@host of a text and whether it is for chat rather than mail.

    The nearest word that says so decides; a list ("a or b") shares the word before it.
    """
    mailboxes = find_mailboxes(text)
    if not mailboxes:
        return
    words = WordsBefore(text, _SAYS)
    previous_end, is_chat = 0, False
    for mailbox in mailboxes:
        gap = text[previous_end : mailbox.start]
        if not (previous_end and _LIST.fullmatch(gap)):
            word = words.nearest(mailbox.start, floor=previous_end)
            is_chat = _is_chat(text, mailbox, word)
        previous_end = mailbox.end
        yield mailbox, is_chat


def _is_chat(text: str, mailbox: Mailbox, word: re.Match[str] | None) -> bool:
    if _SAYS_AFTER.match(text, mailbox.end):
        return True
    if word is not None:
        gap = text[word.end() : mailbox.start]
        # A word on an earlier line is about that line, unless it is a mere heading.
        if "\n" not in gap or not any(char.isalnum() for char in gap):
            return word["chat"] is not None
    return _CHAT_HOST.search(mailbox.address.partition("@")[2]) is not None
