"""Telephone numbers that stand for an account of a messenger."""

import re
from collections.abc import Iterator

from core.mentions import EntityKind
from nlp.identifiers.dialling import Number, find_numbers
from nlp.identifiers.messengers.labels import nearest_messenger

_KINDS = {"whatsapp": EntityKind.WHATSAPP, "signal": EntityKind.SIGNAL}
_MARKS = r"[ :=>~–—→➜»•*()\[\]/,&+|#.-]*+"
_GAP = re.compile(
    rf"{_MARKS}(?:(?:me|us|number|no|nr|nummer|num|id|at|on|is|or|and|und|oder|ou|et|y|call|sms|text"
    rf"|phone|tel|telegram|tg|wickr|signal|whatsapp|only|chat|msg|message|contact|available){_MARKS}){{0,4}}+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r" ?(?:[\[(/–-] ?|(?:on|via|auf|op|sur|por|en|for|is) )(?:my |our )?(?:(?P<whatsapp>whats? ?app|wa(?!\w))|(?P<signal>signal(?!\w)))(?! ?[:=@+])",
    re.IGNORECASE,
)


def numbers_by_use(text: str) -> Iterator[tuple[Number, EntityKind]]:
    """Yield each telephone number of a clean text and what it is for.

    A number beside a messenger's name is an account of that messenger; any other is a telephone.
    """
    floor = 0
    for number in find_numbers(text):
        yield number, _use_of(text, number, floor)
        floor = number.end


def _use_of(text: str, number: Number, floor: int) -> EntityKind:
    label = nearest_messenger(text, number.start, floor=floor)
    while label is not None:
        if not _GAP.fullmatch(text, label.end(), number.start):
            break
        if label.lastgroup in _KINDS:
            return _KINDS[label.lastgroup]
        label = nearest_messenger(text, label.start(), floor=floor)
    behind = _BEHIND.match(text, number.end)
    return _KINDS[behind.lastgroup or ""] if behind else EntityKind.PHONE
