"""Markup to plain text: of a parsed element directly, of a string by BeautifulSoup, which also mends it."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import (
    CData,
    Comment,
    Declaration,
    Doctype,
    NavigableString,
    PageElement,
    ProcessingInstruction,
    Tag,
)
from lxml import etree

MAX_FRAGMENT_CHARS = 2_000_000
"""A longer fragment is cut before it is parsed; no real description comes near."""
DROPPED = ("script", "style", "template", "head", "noscript", "iframe", "object", "svg")
BREAKING = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements that stand on lines of their own."""
CELLS = frozenset({"td", "th", "option"})
KEEPING = frozenset({"pre", "textarea"})
"""Elements in which a line break of the source is one on the page."""
UNSHOWN = frozenset({CData, Comment, Declaration, Doctype, ProcessingInstruction})
_SPACES = re.compile(r"\s+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def plain_text(fragment: str, *, keep_lines: bool = False) -> str:
    """Return the visible text of a piece of HTML, a paragraph a line.

    Whitespace within a line is folded; block elements, ``<br>``, ``<li>`` and ``<tr>`` end a
    line; empty lines vanish; what is hidden, scripts and styles are left out.

    Args:
        fragment: Markup of any quality.
        keep_lines: A line break of the source is one on the page, as in ``<pre>``.
    """
    if "<" not in fragment and "&" not in fragment:
        return _folded_lines(fragment if keep_lines else " ".join(fragment.split()))
    # Wrapped, because a bare address makes BeautifulSoup warn of a mistaken file name.
    soup = BeautifulSoup(f"<div>{fragment[:MAX_FRAGMENT_CHARS]}</div>", "lxml")
    return _folded_lines("".join(_pieces(soup, keep_lines=keep_lines)))


def element_text(root: etree._Element, *, keep_lines: bool = False) -> str:
    """Return the visible text of an element that is parsed already; see `plain_text`."""
    pieces: list[str] = []
    keeping = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            keeping += node.tag in KEEPING
            if _is_hidden(node):
                walk.skip_subtree()
            else:
                pieces.append(_mark(node.tag))
                pieces.append(_spaced(node.text, keep_lines=keep_lines or keeping > 0))
            continue
        if event == "end":
            keeping -= node.tag in KEEPING
            pieces.append("\n" if node.tag in BREAKING else "")
        if node is not root:
            pieces.append(_spaced(node.tail, keep_lines=keep_lines or keeping > 0))
    return _folded_lines("".join(pieces))


def _mark(tag: str) -> str:
    if tag in BREAKING:
        return "\n"
    return " " if tag in CELLS else ""


def _spaced(text: str | None, *, keep_lines: bool) -> str:
    if not text:
        return ""
    return text if keep_lines else _SPACES.sub(" ", text)


def _is_hidden(element: etree._Element) -> bool:
    if element.tag in DROPPED or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(_HIDDEN_STYLE.search(style))


def _is_unseen(tag: Tag) -> bool:
    if tag.name in DROPPED or tag.has_attr("hidden"):
        return True
    style = tag.get("style")
    return isinstance(style, str) and bool(_HIDDEN_STYLE.search(style))


def _pieces(soup: BeautifulSoup, *, keep_lines: bool) -> Iterator[str]:
    # A stack of our own: hostile nesting must not exhaust Python's.
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(soup, iter(soup.contents))]
    while stack:
        tag, children = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
            yield "\n" if tag.name in BREAKING else ""
        elif isinstance(node, Tag):
            if not _is_unseen(node):
                yield _opening(node)
                stack.append((node, iter(node.contents)))
        elif isinstance(node, NavigableString) and type(node) not in UNSHOWN:
            yield _shown(node, keep_lines=keep_lines or tag.name in KEEPING)


def _opening(tag: Tag) -> str:
    return _mark(tag.name)


def _shown(node: NavigableString, *, keep_lines: bool) -> str:
    return str(node) if keep_lines else _SPACES.sub(" ", node)


def _folded_lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
