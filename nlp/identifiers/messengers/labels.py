"""The words that name messengers, looked up once in a text for all of them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from nlp.identifiers.context import WordsBefore, context_words, holds_any

_STEMS = (
    "telegr", "tg", "tele", "телег", "wickr", "signal", "сигнал", "whats", "wa", "вотсап",
    "ватсап", "вацап", "threema", "discord", "disc", "icq", "аська", "session",
)  # fmt: skip
"""Pieces without one of which a text names no messenger of those that need a name beside theirs."""
_LABELS = context_words(
    [
        "(?P<telegram>telegramm?|tg|tele|телеграмм?|телега)",
        "(?P<wickr>wickr(?: ?(?:me|pro))?)",
        r"(?P<whatsapp>whats? ?(?:app?|up)|wapp|wa(?= ?[:+/(])|вотсапп?|ватсапп?|вацап)",
        "(?P<signal>signal|сигнал)",
        "(?P<threema>threema)",
        "(?P<discord>discord|disc(?= ?:))",
        "(?P<icq>icq|аська)",
        "(?P<session>session)",
        "(?P<other>jabber|xmpp|tox|skype|instagram|insta|ig|twitter|reddit|dread|e-?mail|mail|kik|snapchat|facebook|briar|viber)",
    ]
)  # fmt: skip


def is_label(word: str) -> bool:
    """Whether a word, as a whole, names a messenger or another way to be reached."""
    return _LABELS.fullmatch(word) is not None


@lru_cache(maxsize=2)
def labels_of(text: str) -> WordsBefore | None:
    """Return the messengers that a clean text names; a group of its own for each.

    Returns:
        ``None`` when it names none whose accounts need its name beside them.
    """
    return WordsBefore(text, _LABELS) if holds_any(text, _STEMS) else None


def is_named(text: str, stems: Iterable[str], messenger: str) -> bool:
    """Whether a text names one messenger; cheap where it holds none of the stems."""
    if not holds_any(text, stems):
        return False
    labels = labels_of(text)
    return labels is not None and labels.has_group(messenger)


def nearest_messenger(text: str, start: int, *, floor: int = 0) -> re.Match[str] | None:
    """Return the last label that ends shortly before a place on the same line."""
    labels = labels_of(text)
    label = labels.nearest(start, floor=floor) if labels is not None else None
    if label is None or "\n" in text[label.end() : start]:
        return None
    return label
