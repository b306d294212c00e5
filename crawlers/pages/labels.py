"""What stands beside a label: table rows and columns, definition lists, ``<b>Price:</b> 5``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from crawlers.pages.label_markup import (
    CELLS,
    COLON,
    INLINE,
    MAX_LABEL_CHARS,
    MAX_LINE_CHARS,
    PARTED,
    UNREAD,
    cells_of,
    ends_with_colon,
    folded,
    further_descriptions,
    is_heading,
    is_parted,
    label_key,
    line_after,
    pieces_of,
    rows_below,
    short_texts,
    value_of,
)
from crawlers.pages.text import BREAKING
from crawlers.values.money import is_currency

MAX_CLIMB = 6
LABEL_TAGS = frozenset(
    "th td dt label b strong span div p li em i h2 h3 h4 h5 h6 small u font a".split()  # noqa: SIM905 - a list of words reads better
)
TEXT_TAGS = frozenset(
    "li p div td th span dd dt font b strong small em i u pre center label".split()  # noqa: SIM905
)
BREAKS = frozenset({"br", "hr"})
_WORD = re.compile(r"\w")
_NUMBER_FIRST = re.compile(r"[^\w]{0,3}\d")
MAX_BESIDE = 20
"""Elements on the line of a label that are looked at."""

Value = etree._Element | str  # noqa: SLF001 - lxml names its element type so


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a label, and the element that stands there or follows."""

    value: Value
    element: etree._Element | None


class LabelIndex:
    """The labels of one page, built once and asked many times."""

    def __init__(self, root: etree._Element) -> None:
        self._labels: dict[str, list[etree._Element]] = {}
        self._openings: dict[str, list[_Beside]] = {}
        self._lines: dict[str, list[_Beside]] = {}
        self._words: dict[str, list[_Beside]] = {}
        elements = list(root.iter(etree.Element))
        self._texts = short_texts(elements)
        for element in elements:
            if element.tag in UNREAD:
                continue
            text = self._texts.get(element)
            if text and element.tag in LABEL_TAGS:
                self._labels.setdefault(label_key(text), []).append(element)
            self._add_lines(element)
        for comment in root.iter(etree.Comment):
            self._add_lines(comment)

    def find(self, labels: Iterable[str]) -> list[Value]:
        """Return what stands beside the labels: elements, or bare text.

        After an element without text, such as a flag, comes what follows it.
        """
        values: dict[Value, None] = {}
        for beside in self._found(labels):
            values.update(dict.fromkeys(self._with_following(beside)))
        # A label and the element around it lead to the same value.
        return list(values)

    def elements(self, labels: Iterable[str]) -> list[etree._Element]:
        """Return the elements that stand beside the labels, to look inside them."""
        return list(
            dict.fromkeys(
                element
                for beside in self._found(labels)
                for element in self._on_line(beside)
            )
        )

    def _found(self, labels: Iterable[str]) -> list[_Beside]:
        for label in labels:
            for key in self._keys(label):
                found = [
                    beside
                    for element in self._labels.get(key, ())
                    for beside in self._beside(element, key)
                ]
                found = found or self._openings.get(key, [])
                found = found or self._lines.get(key, [])
                found = found or self._words.get(key, [])
                found = found or self._before(key)
                if found:
                    return found
        return []

    def _keys(self, label: str) -> list[str]:
        """Return the labels of the page that are meant; with ``*``, those that begin so, the shortest first."""
        wanted = label_key(label)
        if not label.rstrip().endswith("*"):
            return [wanted]
        known = {**self._labels, **self._openings, **self._lines, **self._words}
        fitting = [
            key
            for key in known
            if wanted and key.startswith(wanted) and not COLON.search(key)
        ]
        return sorted(fitting, key=len)

    def _with_following(self, beside: _Beside) -> Iterator[Value]:
        yield self._with_currency(beside) or beside.value
        element = beside.element
        if isinstance(beside.value, str) or element is None:
            return
        if element.tag == "dd":
            yield from further_descriptions(element)
        if self._texts.get(element) != "" or element.tag in BREAKING | CELLS:
            return
        for following in self._on_line(beside):
            if following is not element:
                yield following
            if self._texts.get(following) != "":
                return
            tail = folded(following.tail)
            if _WORD.search(tail):
                yield value_of(tail)
                return

    def _with_currency(self, beside: _Beside) -> str | None:
        """Return a number together with the currency that stands in an element of its own after it."""
        following = beside.element
        if following is None:
            return None
        text = beside.value
        if not isinstance(text, str):
            if text.tag in BREAKING | CELLS or folded(text.tail):
                return None
            following, text = text.getnext(), self._texts.get(text, "")
        number = folded(text)
        if following is None or not number[-1:].isdigit():
            return None
        sign = folded(self._texts.get(following))
        return f"{number} {sign}" if is_currency(sign) else None

    def _on_line(self, beside: _Beside) -> Iterator[etree._Element]:
        """Yield the element beside a label, and those that follow on the same line."""
        element = beside.element
        if element is None or element.tag in BREAKS:
            return
        if not callable(element.tag):
            yield element
        if element.tag in BREAKING | CELLS:
            return
        for _, following in zip(
            range(MAX_BESIDE), element.itersiblings(), strict=False
        ):
            if following.tag in BREAKING | CELLS or is_parted(element.tail):
                return
            if ends_with_colon(self._texts.get(following)):
                return
            element = following
            if not callable(following.tag):
                yield following

    def _add_lines(self, element: etree._Element) -> None:
        """Note every ``Label: value`` in an element's text, and in the text around its neighbours."""
        text = element.text
        if text and element.tag in TEXT_TAGS:
            following = next(iter(element), None)
            lines = text.splitlines() if element.tag == "pre" else [text]
            for line in lines:
                self._add_line(line, following)
        tail = element.tail
        if not tail:
            return
        parent = element.getparent()
        if parent is None or parent.tag not in TEXT_TAGS:
            return
        if element.tag not in BREAKS and not callable(element.tag):
            # What follows an inline label is found from the label.
            tail = PARTED.split(folded(tail), maxsplit=1)[-1] if is_parted(tail) else ""
        self._add_line(tail, element.getnext())

    def _add_line(self, text: str, following: etree._Element | None) -> None:
        named = following is not None and following.tag in INLINE | {"a"}
        if not text or not (named or COLON.search(text)):
            return
        line = folded(text)
        if named and following is not None and len(line) <= MAX_LINE_CHARS:
            # "Stock: 5 | Views <b>7</b>": what stands before an element may name it.
            *before, words = PARTED.split(line)
            if not COLON.search(words) and self._add_words(words, following):
                line, following = "".join(before[:-1]), None
        if COLON.search(line):
            pieces = pieces_of(line)
            for piece in pieces[:-1]:
                self._add_piece(piece, None)
            self._add_piece(pieces[-1], following)

    def _add_words(self, words: str, following: etree._Element) -> bool:
        key = label_key(words)
        if not key or len(key) > MAX_LABEL_CHARS or not self._texts.get(following):
            return False
        self._words.setdefault(key, []).append(_Beside(following, following))
        return True

    def _add_piece(self, line: str, following: etree._Element | None) -> None:
        parts = COLON.split(line, maxsplit=1)
        before, after = parts[0], parts[-1] if len(parts) > 1 else ""
        key = label_key(before) if len(parts) > 1 else ""
        if not key or len(before) > MAX_LABEL_CHARS:
            return
        shown = folded(after)
        if _WORD.search(shown):
            beside = _Beside(shown, following)
            self._lines.setdefault(key, []).append(beside)
        elif following is not None and following.tag == "br":
            below = line_after(following)
            if below and not COLON.search(below):
                beside = _Beside(below, following.getnext())
                self._openings.setdefault(key, []).append(beside)
        elif following is not None:
            beside = _Beside(self._joined(shown, following), following)
            self._openings.setdefault(key, []).append(beside)

    def _before(self, key: str) -> list[_Beside]:
        """Return the number that stands before a label, where nothing follows it: ``<b>212</b> <i>Sales</i>``."""
        found = []
        for element in self._labels.get(key, ()):
            previous = element.getprevious()
            if previous is None or element.tag in CELLS or callable(previous.tag):
                continue
            text = self._texts.get(previous)
            apart = _WORD.search((previous.tail or "") + (element.tail or ""))
            if text and not apart and _NUMBER_FIRST.match(text.strip()):
                found.append(_Beside(previous, previous))
        return found

    def _joined(self, sign: str, following: etree._Element) -> Value:
        """Return an element, or its text where a sign or an image stands before it."""
        text = self._texts.get(following)
        if sign and text:
            return f"{sign}{folded(text)}"
        tail = folded(following.tail)
        return tail if text == "" and _WORD.search(tail) else following

    def _beside(self, element: etree._Element, label: str) -> list[_Beside]:
        for _ in range(MAX_CLIMB):
            below = self._below(element)
            if below:
                return below
            value = self._after(element)
            if value is not None:
                return [value]
            parent = element.getparent()
            around = self._texts.get(parent) if parent is not None else None
            if parent is None or around is None or label_key(around) != label:
                return []
            # The label is all of its cell: the value stands beside the cell.
            element = parent
        return []

    def _below(self, element: etree._Element) -> list[_Beside]:
        """Return the cells of a column, where the label heads it."""
        if element.tag not in CELLS or ends_with_colon(self._texts.get(element)):
            return []
        row = element.getparent()
        cells = cells_of(row) if row is not None else []
        if row is None or len(cells) < 2 or not is_heading(row, cells):
            return []
        place = cells.index(element)
        rows = (cells_of(below) for below in rows_below(row))
        return [
            _Beside(found[place], found[place])
            for found in rows
            if len(found) == len(cells) and found[place].tag == "td"
        ]

    def _after(self, element: etree._Element) -> _Beside | None:
        tail = folded(element.tail).lstrip(":： ")
        following = element.getnext()
        if tail and (_WORD.search(tail) or following is None):
            return _Beside(value_of(tail), following)
        # The tag of a comment is the function that makes comments.
        while following is not None and self._is_passed_over(following):
            if callable(following.tag) and folded(following.tail):
                return _Beside(value_of(following.tail), following.getnext())
            following = following.getnext()
        if following is None:
            return None
        if following.tag == "br":
            # Of a new line only what begins with bare text can still belong to the label.
            line = line_after(following)
            return _Beside(line, following.getnext()) if line else None
        if tail and self._texts.get(following):
            # A currency's sign before its amount.
            value = f"{tail}{folded(self._texts[following])}"
            return _Beside(value, following)
        if ends_with_colon(self._texts.get(following)):
            return None
        return _Beside(following, following)

    def _is_passed_over(self, element: etree._Element) -> bool:
        if callable(element.tag):
            return True
        # A cell of its own for the colon.
        text = self._texts.get(element)
        return bool(text and text.strip()) and not label_key(text or "")
