"""The labels of a page: short texts with a value beside them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from lxml import etree

from crawlers.pages.labels import LABEL_TAGS
from crawlers.pages.view import PageView
from crawlers.profile.pages import PageKind
from crawlers.propose.words import field_of_label, folded_label

MAX_LABEL_CHARS = 40
MAX_PARTS = 6
"""Elements inside a label."""
SURE_TAGS = frozenset({"th", "dt", "label"})
LINE = re.compile(r"^([^\W\d][^:\n]{1,30}):\s+(\S.*)$")
_HEAD_CELLS = frozenset({"td", "th"})


def label_texts(view: PageView) -> dict[str, str]:
    """Return the texts of a page that look like labels, by what they are folded to."""
    found: dict[str, str] = {}
    for element in view.selector.root.iter(*LABEL_TAGS):
        text = _label_of(element)
        if text:
            found.setdefault(folded_label(text), text.rstrip(": "))
    for text in line_labels(view):
        found.setdefault(folded_label(text), text)
    return found


def line_labels(view: PageView) -> dict[str, etree._Element]:
    """Return labels that stand in one piece of text with their value, and where."""
    found: dict[str, etree._Element] = {}
    for node in view.selector.root.xpath("//body//text()[contains(., ':')]")[:2_000]:
        match = LINE.match(" ".join(str(node).split()))
        parent = node.getparent()
        if node.is_tail:
            parent = parent.getparent()
        if match and parent is not None and len(match[2]) <= 80:
            found.setdefault(match[1].strip(), parent)
    return found


def common_labels(
    pages: Sequence[Mapping[str, str]],
    *,
    kind: PageKind | None = None,
    share: float = 0.3,
) -> dict[str, str]:
    """Return the labels of a share of the pages, and those that name a field of their kind."""
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for page in pages:
        for key, text in page.items():
            counts[key] += 1
            texts.setdefault(key, text)
    least = max(1, share * len(pages))
    return {
        key: texts[key]
        for key, count in counts.items()
        if key and (count >= least or (kind and field_of_label(kind, key)))
    }


def _label_of(element: etree._Element) -> str | None:
    inside = islice(element.iterdescendants(), MAX_PARTS + 1)
    if len(element) > 2 or sum(1 for _ in inside) > MAX_PARTS:
        return None
    text = _short_text(element)
    if text is None or len(text) < 2 or text.count(":") > 1:
        return None
    if element.tag in SURE_TAGS or text.endswith(":"):
        return text
    return text if _heads_a_pair(element) else None


def _short_text(element: etree._Element) -> str | None:
    """Return a text no longer than a label; a long one is not read to its end."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > MAX_LABEL_CHARS or len(pieces) > MAX_LABEL_CHARS:
            return None
        pieces.append(str(piece))
    return " ".join("".join(pieces).split())


def _heads_a_pair(element: etree._Element) -> bool:
    """Return whether an element is the first of two: a row's first cell, a key and its value."""
    parent = element.getparent()
    following = element.getnext()
    if parent is None or following is None or element.getprevious() is not None:
        return False
    if element.tag in _HEAD_CELLS:
        return following.getnext() is None
    return (
        element.tag in {"span", "b", "strong", "div"}
        and len(parent) == 2
        and not (parent.text or "").strip()
        and _short_text(following) != ""
    )
