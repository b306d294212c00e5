"""Marks in a text, ``[5g](QUANTITY) of [hash](DRUG)``, to spans and back.

``docs/annotation-guide.md`` has the format. Square brackets that no label follows are text.
"""

import re
from collections.abc import Iterable

from core.errors import RecordError, shown
from core.mentions import NER_KINDS, EntityKind
from nlp.corpus.annotated import AnnotatedSpan

_MARK = re.compile(r"\[([^\[\]]+)\]\(([A-Z_]{1,20})\)")
_BROKEN = re.compile(r"[^\[\]]{0,30}\]\((?:[A-Za-z_]{0,20}\)|[A-Z_]{2,20})")
"""What looks like the end of a mark, but is none: no text, a stray bracket, a label in another case, a missing parenthesis."""


def parse_markup(marked: str) -> tuple[str, tuple[AnnotatedSpan, ...]]:
    """Take the marks out of a text.

    Returns:
        The plain text and its spans, in code points of the plain text.

    Raises:
        RecordError: A label is unknown, a mention begins or ends with a blank, or something looks like a broken mark.
    """
    parts: list[str] = []
    spans: list[AnnotatedSpan] = []
    length = read_to = 0
    for mark in _MARK.finditer(marked):
        between, inside = marked[read_to : mark.start()], mark[1]
        _refuse_broken(between)
        start = length + len(between)
        length = start + len(inside)
        spans.append(AnnotatedSpan(start=start, end=length, label=_label(mark)))
        parts += (between, inside)
        read_to = mark.end()
    _refuse_broken(marked[read_to:])
    parts.append(marked[read_to:])
    return "".join(parts), tuple(spans)


def to_markup(text: str, spans: Iterable[AnnotatedSpan]) -> str:
    """Put marks into a text: the opposite of ``parse_markup``.

    Raises:
        RecordError: The text holds brackets that would be read as marks.
    """
    parts: list[str] = []
    read_to = 0
    for span in spans:
        inside = text[span.start : span.end]
        parts.append(f"{text[read_to : span.start]}[{inside}]({span.label})")
        read_to = span.end
    marked = "".join([*parts, text[read_to:]])
    if parse_markup(marked)[0] != text:
        raise RecordError(
            "brackets of the text would be read as marks: change them first",
            text=text,
        )
    return marked


def _label(mark: re.Match[str]) -> EntityKind:
    inside, label = mark.groups()
    if label not in NER_KINDS:
        raise RecordError(
            f"{shown(mark[0])} has an unknown label: take one of "
            f"{', '.join(sorted(NER_KINDS))}"
        )
    if inside != inside.strip():
        raise RecordError(
            f"{shown(mark[0])} begins or ends with a blank: move it out of the brackets"
        )
    return EntityKind(label)


def _refuse_broken(between: str) -> None:
    broken = _BROKEN.search(between)
    if broken:
        raise RecordError(
            f"{shown(broken[0])} looks like a broken mark: write [text](LABEL), "
            "without brackets inside the text"
        )
