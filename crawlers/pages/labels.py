"""What stands beside a label: table rows and columns, definition lists, ``<b>Price:</b> 5``."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

MAX_LABEL_CHARS = 60
MAX_CLIMB = 6
LABEL_TAGS = frozenset(
    "th td dt label b strong span div p li em i h2 h3 h4 h5 h6 small u font a".split()  # noqa: SIM905 - a list of words reads better
)
TEXT_TAGS = frozenset(
    "li p div td th span dd dt font b strong small em i u pre center label".split()  # noqa: SIM905
)
CELLS = frozenset({"td", "th"})
BREAKS = frozenset({"br", "hr"})
UNREAD = frozenset({"script", "style", "template", "noscript", "head", "title"})
INLINE = frozenset(
    {"b", "strong", "i", "em", "u", "small", "sup", "sub", "span", "font"}
)
_COLON = re.compile("[:：]")
_EDGES = " \t\r\n:：;.,|•·»›▸►*#=-–—\u200b\ufeff"
"""What stands round a label and is no part of it."""
_WORD = re.compile(r"\w")

Value = etree._Element | str  # noqa: SLF001 - lxml names its element type so


class LabelIndex:
    """The labels of one page, built once and asked many times."""

    def __init__(self, root: etree._Element) -> None:
        self._labels: dict[str, list[etree._Element]] = {}
        self._openings: dict[str, list[Value]] = {}
        self._lines: dict[str, list[Value]] = {}
        elements = list(root.iter(etree.Element))
        self._texts = _short_texts(elements)
        for element in elements:
            if element.tag in UNREAD:
                continue
            text = self._texts.get(element)
            if text and element.tag in LABEL_TAGS:
                self._labels.setdefault(_key(text), []).append(element)
            self._add_lines(element)
        for comment in root.iter(etree.Comment):
            self._add_lines(comment)

    def find(self, labels: Iterable[str]) -> list[Value]:
        """Return what stands beside the labels: elements, or bare text."""
        for label in labels:
            wanted = _key(label)
            found = [
                value
                for element in self._labels.get(wanted, ())
                for value in self._beside(element, wanted)
            ]
            found = found or self._openings.get(wanted, [])
            found = found or self._lines.get(wanted, [])
            if found:
                # A label and the element around it lead to the same value.
                return list(dict.fromkeys(found))
        return []

    def _add_lines(self, element: etree._Element) -> None:
        """Note every ``Label: value`` in an element's text, and in the text below a break."""
        text = element.text
        if text and element.tag in TEXT_TAGS and _COLON.search(text):
            following = next(iter(element), None)
            lines = text.splitlines() if element.tag == "pre" else [text]
            for line in lines:
                self._add_line(line, following)
        tail = element.tail
        # What follows an inline label is found from the label.
        if tail and (element.tag in BREAKS or callable(element.tag)):
            parent = element.getparent()
            if _COLON.search(tail) and parent is not None and parent.tag in TEXT_TAGS:
                self._add_line(tail, element.getnext())

    def _add_line(self, line: str, following: etree._Element | None) -> None:
        parts = _COLON.split(line, maxsplit=1)
        before, after = parts[0], parts[-1] if len(parts) > 1 else ""
        key = _key(before) if len(parts) > 1 else ""
        if not key or len(before) > MAX_LABEL_CHARS:
            return
        shown = _folded(after)
        if _WORD.search(shown):
            self._lines.setdefault(key, []).append(shown)
        elif following is not None and following.tag != "br":
            self._openings.setdefault(key, []).append(self._joined(shown, following))

    def _joined(self, sign: str, following: etree._Element) -> Value:
        """Return an element, or its text where a sign or an image stands before it."""
        text = self._texts.get(following)
        if sign and text:
            return f"{sign}{_folded(text)}"
        tail = _folded(following.tail)
        return tail if text == "" and _WORD.search(tail) else following

    def _beside(self, element: etree._Element, label: str) -> list[Value]:
        for _ in range(MAX_CLIMB):
            below = self._below(element)
            if below:
                return below
            value = self._after(element)
            if value is not None:
                return [value]
            parent = element.getparent()
            around = self._texts.get(parent) if parent is not None else None
            if parent is None or around is None or _key(around) != label:
                return []
            # The label is all of its cell: the value stands beside the cell.
            element = parent
        return []

    def _below(self, element: etree._Element) -> list[Value]:
        """Return the cells of a column, where the label heads it."""
        if element.tag != "th" or _ends_with_colon(self._texts.get(element)):
            return []
        row = element.getparent()
        cells = _cells(row) if row is not None else []
        if row is None or len(cells) < 2 or any(cell.tag != "th" for cell in cells):
            return []
        place = cells.index(element)
        rows = (_cells(below) for below in _rows_below(row))
        return [
            found[place]
            for found in rows
            if len(found) == len(cells) and found[place].tag == "td"
        ]

    def _after(self, element: etree._Element) -> Value | None:
        tail = _folded(element.tail).lstrip(":： ")
        following = element.getnext()
        if tail and (_WORD.search(tail) or following is None):
            return tail
        # The tag of a comment is the function that makes comments.
        while following is not None and self._is_passed_over(following):
            if callable(following.tag) and _folded(following.tail):
                return _folded(following.tail)
            following = following.getnext()
        if following is None:
            return None
        if following.tag == "br":
            # Of a new line only what begins with bare text can still belong to the label.
            return _line_after(following)
        if tail and self._texts.get(following):
            # A currency's sign before its amount.
            return f"{tail}{_folded(self._texts[following])}"
        return None if _ends_with_colon(self._texts.get(following)) else following

    def _is_passed_over(self, element: etree._Element) -> bool:
        if callable(element.tag):
            return True
        # A cell of its own for the colon.
        text = self._texts.get(element)
        return bool(text and text.strip()) and not _key(text or "")


def _short_texts(elements: list[etree._Element]) -> dict[etree._Element, str]:
    """Return the text of every element that has a short one.

    From the last element to the first, so that each is looked at once, however deep a hostile page nests them.
    """
    texts: dict[etree._Element, str] = {}
    for element in reversed(elements):
        text = "" if element.tag in UNREAD else element.text or ""
        for child in element:
            inner = texts.get(child, "" if callable(child.tag) else None)
            if inner is None:
                break
            text += inner + (child.tail or "")
            if len(text) > MAX_LABEL_CHARS:
                text = _folded_edges(text)
                if len(text) > MAX_LABEL_CHARS:
                    break
        else:
            if len(text) > MAX_LABEL_CHARS:
                text = _folded_edges(text)
            if len(text) <= MAX_LABEL_CHARS:
                texts[element] = text
    return texts


def _folded_edges(text: str) -> str:
    """Fold whitespace but keep what parts a text from its neighbours."""
    folded = _folded(text)
    before = " " if text[:1].isspace() else ""
    return before + folded + (" " if folded and text[-1:].isspace() else "")


def _line_after(br: etree._Element) -> str | None:
    """Return the line that a ``<br>`` begins, where it begins with bare text."""
    if not _folded(br.tail):
        return None
    pieces = [br.tail or ""]
    for element in br.itersiblings():
        if element.tag not in INLINE:
            break
        pieces += [*map(str, element.itertext()), element.tail or ""]
    return _folded("".join(pieces))


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in CELLS]


def _rows_below(row: etree._Element) -> Iterator[etree._Element]:
    yield from row.itersiblings("tr")
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        for section in parent.itersiblings("tbody", "tr"):
            yield from [section] if section.tag == "tr" else section.iterchildren("tr")


def _ends_with_colon(text: str | None) -> bool:
    return bool(text) and str(text).rstrip().endswith((":", "："))


def _key(text: str) -> str:
    return " ".join(text.split()).strip(_EDGES).casefold()


def _folded(text: str | None) -> str:
    return " ".join((text or "").split())
