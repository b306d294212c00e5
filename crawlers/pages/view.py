"""A parsed page, or one row of it, as the selectors see it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from parsel import Selector

from crawlers.pages.jsonld import jsonld_objects, jsonld_values
from crawlers.pages.labels import LabelIndex
from crawlers.pages.text import BREAKING, CELLS, plain_text
from crawlers.profile.fields import Alternative, Marker

MAX_MATCHES = 2_000
"""Matches of one selector that are looked at."""
MAX_REGEX_CHARS = 10_000
"""A profile's expression sees no more of a text: it may be slow on long ones."""
_APART = BREAKING | CELLS
_UNREAD = frozenset({"script", "style", "template"})


@dataclass(frozen=True, slots=True)
class Match:
    """What a selector found: an element, or a string."""

    found: etree._Element | str

    @property
    def text(self) -> str:
        """The text on one line."""
        if isinstance(self.found, str):
            return " ".join(self.found.split())
        return _element_text(self.found)

    def paragraphs(self, *, keep_lines: bool = False) -> str:
        """Return the text with its paragraphs on lines of their own."""
        if isinstance(self.found, str):
            # A string from JSON-LD or an attribute says what it means by a line break.
            return plain_text(self.found, keep_lines=True)
        markup = etree.tostring(
            self.found, encoding="unicode", method="html", with_tail=False
        )
        return plain_text(markup, keep_lines=keep_lines)


class PageView:
    """A page, or a row of it, and everything that is computed of it once."""

    def __init__(self, selector: Selector, url: str) -> None:
        self.selector = selector
        self.url = url

    @classmethod
    def of_text(cls, text: str, url: str) -> "PageView":
        """Parse a page."""
        return cls(Selector(text=text, type="html"), url)

    @cached_property
    def target(self) -> str:
        """Path and query of the address."""
        return url_target(self.url)

    @cached_property
    def base_url(self) -> str:
        """What relative addresses are relative to."""
        base = self.selector.xpath("//base/@href").get()
        return urljoin(self.url, base.strip()) if base else self.url

    @cached_property
    def labels(self) -> LabelIndex:
        """The labels inside this page or row."""
        return LabelIndex(self.selector.root)

    @cached_property
    def jsonld(self) -> list[dict[str, Any]]:
        """The JSON-LD objects inside this page or row."""
        return jsonld_objects(self.selector)

    @cached_property
    def lower_text(self) -> str:
        """The page's text in lower case, for markers of words."""
        return _element_text(self.selector.root).casefold()

    def shows(self, marker: Marker, *, status: int = 200) -> bool:
        """Return whether a marker is on the page."""
        if marker.status is not None:
            return marker.status == status
        if marker.text is not None:
            return marker.text.casefold() in self.lower_text
        if marker.css is not None:
            return bool(self.selector.css(marker.css))
        return bool(self.selector.xpath(marker.xpath or "false()"))

    def matches(self, place: Alternative) -> list[Match]:
        """Return what stands at a place, in page order."""
        view = self._narrowed(place.within) if place.within else self
        if view is None:
            return []
        return [Match(found) for found in view.found_at(place) if found is not None]

    def row(self, element: etree._Element) -> "PageView":
        """Return one element of this page as a page of its own."""
        return PageView(Selector(root=element, type="html"), self.url)

    def _narrowed(self, css: str) -> "PageView | None":
        first = self.selector.css(css)[:1]
        return PageView(first[0], self.url) if first else None

    def found_at(self, place: Alternative) -> list[etree._Element | str | None]:
        """Return the elements or strings at a place, ``within`` not regarded."""
        if place.constant is not None:
            return [place.constant]
        if place.url is not None:
            found = re.search(place.url, self.target[:MAX_REGEX_CHARS])
            return [kept_group(found)] if found else []
        if place.jsonld is not None:
            return [*jsonld_values(self.jsonld, place.jsonld)]
        return [_attribute(node, place.attr) for node in self._nodes(place)]

    def _nodes(self, place: Alternative) -> list[etree._Element | str]:
        if place.label is not None:
            return self.labels.find(place.label)
        if place.css is not None:
            selected = self.selector.css(place.css)
        else:
            selected = self.selector.xpath(place.xpath or "false()")
        return [
            str(node.root) if isinstance(node.root, str) else node.root
            for node in selected[:MAX_MATCHES]
        ]


def kept_group(match: re.Match[str]) -> str | None:
    """Return the group ``value``, else the first group, else the whole match."""
    if "value" in match.groupdict():
        return match["value"]
    return match[1] if match.re.groups else match[0]


def url_target(url: str) -> str:
    """Return path and query of an address: what a profile's ``url`` patterns see."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _attribute(
    node: etree._Element | str, name: str | None
) -> etree._Element | str | None:
    if name is None or isinstance(node, str):
        return node
    value = node.get(name)
    return None if value is None else str(value)


def _element_text(element: etree._Element) -> str:
    if not len(element):
        return " ".join((element.text or "").split())
    pieces: list[str] = []
    for event, node in etree.iterwalk(
        element, events=("start", "end", "comment", "pi")
    ):
        if event == "start":
            pieces.append(" " if node.tag in _APART else "")
            if node.tag not in _UNREAD:
                pieces.append(node.text or "")
        else:
            pieces.append(" " if node.tag in _APART else "")
            if node is not element:
                pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())
