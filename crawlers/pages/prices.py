"""The text of an element that shows a price: crossed-out prices left out, raised cents parted."""

import re
from copy import deepcopy
from itertools import islice

from lxml import etree

MAX_ELEMENTS = 200
"""What holds as many is no price."""
OLD = frozenset({"s", "del", "strike"})
"""Elements that cross out what they hold."""
_MARK = "\ue000"
"""Stands before cents while the text is put together; no page uses it."""
_CENTS_CLASS = re.compile(r"cent|decimal|fraction|kop", re.IGNORECASE)
_CENTS = re.compile(r"\s*\d\d\s*")
_PARTED_CENTS = re.compile(rf"(?<=\d)\s*{_MARK}\s*(?=\d\d)")
_DIGIT = re.compile(r"\d")


def priced(element: etree._Element) -> etree._Element:
    """Return the element, or a copy of it without old prices and with cents marked; see `unmarked`."""
    nodes = list(islice(element.iterdescendants(etree.Element), MAX_ELEMENTS))
    if len(nodes) == MAX_ELEMENTS or not any(map(_is_odd, nodes)):
        return element
    copied = deepcopy(element)
    for node in [*copied.iterdescendants(etree.Element)]:
        if node.tag in OLD:
            _empty(node)
        elif _is_cents(node):
            node.text = f"{_MARK}{(node.text or '').strip()}"
    left = any(_DIGIT.search(str(text)) for text in copied.itertext())
    return copied if left else element


def unmarked(text: str) -> str:
    """Return a text with a point before each marked cent: ``12`` and a raised ``50`` are ``12.50``."""
    return _PARTED_CENTS.sub(".", text).replace(_MARK, "") if _MARK in text else text


def _is_odd(node: etree._Element) -> bool:
    return node.tag in OLD or _is_cents(node)


def _is_cents(node: etree._Element) -> bool:
    if node.tag != "sup" and not _CENTS_CLASS.search(node.get("class", "")[:200]):
        return False
    return not len(node) and _CENTS.fullmatch(node.text or "") is not None


def _empty(node: etree._Element) -> None:
    for child in list(node):
        node.remove(child)
    node.text = ""
