"""How a page's markup holds labels and values: short texts, cells, lines, what parts them."""

import re
from collections.abc import Iterator

from lxml import etree

MAX_LABEL_CHARS = 60
CELLS = frozenset({"td", "th"})
UNREAD = frozenset({"script", "style", "template", "noscript", "head", "title"})
INLINE = frozenset(
    {"b", "strong", "i", "em", "u", "small", "sup", "sub", "span", "font"}
)
COLON = re.compile("[:：]")
EDGES = " \t\r\n:：;.,|•·»›▸►*#=-–—\u200b\ufeff"
"""What stands round a label and is no part of it."""
PARTS = "|•·¦"
PARTED = re.compile(r"( ?\| ?|(?:^| )[•·¦] )")
"""What parts several labels and their values on one line, whitespace folded."""
MAX_LINE_CHARS = 5_000
"""A longer line is one value: it is not cut."""


def short_texts(elements: list[etree._Element]) -> dict[etree._Element, str]:
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
    middle = folded(text)
    before = " " if text[:1].isspace() else ""
    return before + middle + (" " if middle and text[-1:].isspace() else "")


def line_after(br: etree._Element) -> str | None:
    """Return the line that a ``<br>`` begins, where it begins with bare text."""
    if not folded(br.tail):
        return None
    pieces = [br.tail or ""]
    for element in br.itersiblings():
        if element.tag not in INLINE:
            break
        pieces += [*map(str, element.itertext()), element.tail or ""]
    return folded("".join(pieces))


def value_of(text: str | None) -> str:
    """Return a bare text without what parts it from the next label."""
    whole = folded(text)
    return whole.rstrip(" |•·¦") or whole


def is_parted(text: str | None) -> bool:
    """Return whether a text has a sign that parts labels."""
    return text is not None and any(sign in text for sign in PARTS)


def pieces_of(line: str) -> list[str]:
    """Return a folded line cut where another label begins: ``Unit: box | Stock: 5``."""
    if not is_parted(line) or len(line) > MAX_LINE_CHARS:
        return [line]
    first, *rest = PARTED.split(line)
    pieces = [first]
    for sign, piece in zip(rest[::2], rest[1::2], strict=True):
        if COLON.search(piece) and COLON.search(pieces[-1]):
            pieces.append(piece)
        else:
            pieces[-1] += sign + piece
    return pieces


def further_descriptions(first: etree._Element) -> Iterator[etree._Element]:
    """Yield the further ``dd`` of a term: ``<dt>To<dd>Germany<dd>France``."""
    for element in first.itersiblings(etree.Element):
        if element.tag != "dd":
            return
        yield element


def is_heading(row: etree._Element, cells: list[etree._Element]) -> bool:
    """Return whether a row of a table holds the headings of columns."""
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    return all(cell.tag == "th" for cell in cells)


def cells_of(row: etree._Element) -> list[etree._Element]:
    """Return the cells of a row."""
    return [cell for cell in row if cell.tag in CELLS]


def rows_below(row: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table that follow one."""
    yield from row.itersiblings("tr")
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        for section in parent.itersiblings("tbody", "tr"):
            yield from [section] if section.tag == "tr" else section.iterchildren("tr")


def ends_with_colon(text: str | None) -> bool:
    """Return whether a text ends as a label does."""
    return bool(text) and str(text).rstrip().endswith((":", "："))


def label_key(text: str) -> str:
    """Return a label as it is looked up: folded, in lower case, without what stands round it."""
    return " ".join(text.split()).strip(EDGES).casefold()


def folded(text: str | None) -> str:
    """Return a text on one line."""
    return " ".join((text or "").split())
