"""Markup to plain text, by BeautifulSoup, which also mends what is broken."""

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
    if tag.name in BREAKING:
        return "\n"
    return " " if tag.name in CELLS else ""


def _shown(node: NavigableString, *, keep_lines: bool) -> str:
    return str(node) if keep_lines else _SPACES.sub(" ", node)


def _folded_lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
