"""What stands beside a label: table rows, definition lists, ``<b>Price:</b> 5``."""

from collections.abc import Iterable

from lxml import etree

MAX_LABEL_CHARS = 60
MAX_CLIMB = 3
LABEL_TAGS = frozenset(
    [
        "th",
        "td",
        "dt",
        "label",
        "b",
        "strong",
        "span",
        "div",
        "p",
        "li",
        "em",
        "i",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "small",
        "u",
        "font",
    ]
)
CELL_TAGS = frozenset({"th", "td", "dt", "li", "div", "p"})
TEXT_TAGS = frozenset({"li", "p", "div", "td", "span", "dd", "font", "b", "strong"})


class LabelIndex:
    """The labels of one page, built once and asked many times."""

    def __init__(self, root: etree._Element) -> None:
        self._labels: dict[str, list[etree._Element]] = {}
        self._lines: list[tuple[str, str]] = []
        for element in root.iter(*LABEL_TAGS):
            self._add(element)

    def find(self, labels: Iterable[str]) -> list[etree._Element | str]:
        """Return what stands beside the labels: an element, or bare text."""
        for label in labels:
            wanted = _key(label)
            found = [
                value
                for element in self._labels.get(wanted, ())
                if (value := _beside(element, wanted)) is not None
            ]
            if found:
                # A label and the element around it lead to the same value.
                return list(dict.fromkeys(found))
            lines = [text for key, text in self._lines if key == wanted]
            if lines:
                return [*lines]
        return []

    def _add(self, element: etree._Element) -> None:
        text = _short_text(element)
        if text is None:
            self._add_line(element)
            return
        key = _key(text)
        if key:
            self._labels.setdefault(key, []).append(element)
        self._add_line(element)

    def _add_line(self, element: etree._Element) -> None:
        # "Ships from: Germany" in one piece of text.
        text = element.text
        if element.tag not in TEXT_TAGS or not text or ":" not in text:
            return
        before, _, after = text.partition(":")
        if len(before) <= MAX_LABEL_CHARS and after.strip():
            self._lines.append((_key(before), " ".join(after.split())))


def _key(text: str) -> str:
    return " ".join(text.split()).rstrip(": ").casefold()


def _short_text(element: etree._Element) -> str | None:
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > MAX_LABEL_CHARS:
            return None
        pieces.append(str(piece))
    return "".join(pieces)


def _beside(element: etree._Element, label: str) -> etree._Element | str | None:
    for _ in range(MAX_CLIMB):
        value = _after(element)
        if value is not None:
            return value
        parent = element.getparent()
        if parent is None or parent.tag not in CELL_TAGS:
            return None
        around = _short_text(parent)
        if around is None or _key(around) != label:
            return None
        # The label is all of its cell: the value stands beside the cell.
        element = parent
    return None


def _after(element: etree._Element) -> etree._Element | str | None:
    tail = _folded(element.tail).lstrip(": ")
    if tail:
        return tail
    following = element.getnext()
    # The tag of a comment is the function that makes comments.
    while following is not None and callable(following.tag):
        if _folded(following.tail):
            return _folded(following.tail)
        following = following.getnext()
    if following is not None and following.tag == "br":
        # Of a new line only bare text can still belong to the label.
        return _folded(following.tail) or None
    return following


def _folded(text: str | None) -> str:
    return " ".join((text or "").split())
