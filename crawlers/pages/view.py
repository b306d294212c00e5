"""A parsed page, or one row of it, as the selectors see it."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from parsel import Selector
from parsel.csstranslator import css2xpath

from crawlers.pages.emails import MARK, show_emails
from crawlers.pages.jsonld import jsonld_objects, jsonld_values
from crawlers.pages.labels import LabelIndex
from crawlers.pages.prices import priced, unmarked
from crawlers.pages.text import BREAKING, CELLS, element_text, plain_text
from crawlers.profile.fields import NAMESPACES, Alternative, Labels, Marker

MAX_MATCHES = 2_000
"""Matches of one selector that are looked at."""
MAX_REGEX_CHARS = 10_000
"""A profile's expression sees no more of a text: it may be slow on long ones."""
ADDRESS_ATTRIBUTES = ("href", "src", "data-href", "data-url", "action", "content")
"""Where elements say where they lead."""
_APART = BREAKING | CELLS
_UNREAD = frozenset({"script", "style", "template"})
_PSEUDO = re.compile(r"::(?:text|attr\([^()]*\))\s*$")
_ENDING = re.compile(r"/{1,2}(?:text\(\)(?:\[\d+\])?|@[\w:-]+)\s*$")
"""What makes strings of the elements that an XPath expression finds."""
_DEEP = re.compile(r"\.?//(?=[A-Za-z*])")
_STRING = etree.XPath("string()", smart_strings=False)


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

    @property
    def price(self) -> str:
        """The text on one line, without crossed-out prices and with raised cents parted."""
        if isinstance(self.found, str) or not len(self.found):
            return self.text
        return unmarked(_element_text(priced(self.found)))

    @property
    def country(self) -> str:
        """The text on one line; of flags without any text, what names them."""
        text = self.text
        if text or isinstance(self.found, str):
            return text
        flags = list(self.found.iter("img", "i", "span"))
        named = [flag.get("alt") or flag.get("title") for flag in flags]
        if len(flags) == 1 and not named[0]:
            named = [flags[0].get("src") or flags[0].get("class")]
        return ", ".join(" ".join(name.split()) for name in named if name)

    @property
    def address(self) -> str:
        """Where it leads: of an element, its ``href`` or the like, else that of the first link inside."""
        if isinstance(self.found, str):
            return self.text
        given = [self.found.get(name) for name in ADDRESS_ATTRIBUTES]
        given += [link.get("href") for link in self.found.iterfind(".//a[@href]")]
        return next((" ".join(value.split()) for value in given if value), self.text)

    def paragraphs(self, *, keep_lines: bool = False) -> str:
        """Return the text with its paragraphs on lines of their own."""
        if isinstance(self.found, str):
            # A string from JSON-LD or an attribute says what it means by a line break.
            return plain_text(self.found, keep_lines=True)
        return element_text(self.found, keep_lines=keep_lines)


class PageView:
    """A page, or a row of it, and everything that is computed of it once.

    Args:
        root: The page's root, or the row's element.
        url: The page's address.
        page: The page that this is a row of.
    """

    def __init__(
        self, root: etree._Element, url: str, *, page: "PageView | None" = None
    ) -> None:
        self.root = root
        self.url = url
        self._page = page

    @classmethod
    def of_text(cls, text: str, url: str) -> "PageView":
        """Parse a page."""
        root = _parsed(text)
        if MARK in text:
            show_emails(root)
        return cls(root, url)

    @cached_property
    def selector(self) -> Selector:
        """The page for parsel."""
        return Selector(root=self.root, type="html")

    @cached_property
    def target(self) -> str:
        """Path and query of the address."""
        return url_target(self.url)

    @cached_property
    def base_url(self) -> str:
        """What relative addresses are relative to."""
        if self._page is not None:
            return self._page.base_url
        for base in self.select(xpath="//base/@href"):
            if isinstance(base, str) and base.strip():
                return _joined(self.url, base.strip())
        return self.url

    @cached_property
    def labels(self) -> LabelIndex:
        """The labels inside this page or row."""
        return LabelIndex(self.root)

    @cached_property
    def jsonld(self) -> list[dict[str, Any]]:
        """The JSON-LD objects inside this page or row."""
        blocks = self.select(xpath="descendant::script[@type='application/ld+json']")
        return jsonld_objects(
            block.text or "" for block in blocks if not isinstance(block, str)
        )

    @cached_property
    def lower_text(self) -> str:
        """The page's text in lower case, for markers of words."""
        return _element_text(self.root).casefold()

    @cached_property
    def _letters(self) -> str:
        """All text of the page in lower case, scripts and all, without what parts it."""
        return str(_STRING(self.root)).casefold()

    def has_words(self, words: str) -> bool:
        """Return whether the page's text has some words, in any case."""
        wanted = words.casefold()
        # The page's own text takes long to put together: seldom are all words there.
        if not all(word in self._letters for word in wanted.split()):
            return False
        return wanted in self.lower_text

    def shows(self, marker: Marker, *, status: int = 200) -> bool:
        """Return whether a marker is on the page."""
        if marker.status is not None:
            return marker.status == status
        if marker.text is not None:
            return self.has_words(marker.text)
        return bool(self.select(css=marker.css, xpath=marker.xpath))

    def select(
        self, *, css: str | None = None, xpath: str | None = None
    ) -> list[etree._Element | str]:
        """Return the elements and strings that a selector finds, in page order.

        Inside a row an expression that begins with ``//`` looks only inside the row.
        """
        found = selection(css, xpath, inside=self._page is not None)(self.root)
        if isinstance(found, list):
            nodes: list[Any] = found
            return nodes
        if isinstance(found, bool):
            return ["true"] if found else []
        return [f"{found:g}" if isinstance(found, float) else str(found)]

    def matches(self, place: Alternative) -> list[Match]:
        """Return what stands at a place, in page order."""
        view = self._narrowed(place.within) if place.within else self
        if view is None:
            return []
        return [Match(found) for found in view.found_at(place) if found is not None]

    def row(self, element: etree._Element) -> "PageView":
        """Return one element of this page as a page of its own."""
        return PageView(element, self.url, page=self)

    def _narrowed(self, css: str) -> "PageView | None":
        for node in self.select(css=css):
            return None if isinstance(node, str) else self.row(node)
        return None

    def found_at(self, place: Alternative) -> list[etree._Element | str | None]:
        """Return the elements or strings at a place, ``within`` not regarded."""
        if place.constant is not None:
            return [place.constant]
        if place.url is not None:
            found = re.search(place.url, self.target[:MAX_REGEX_CHARS])
            return [kept_group(found)] if found else []
        if place.jsonld is not None:
            return [*jsonld_values(self.jsonld, place.jsonld)]
        if place.label is not None:
            return self._beside(place.label, place)
        nodes = self.select(css=place.css, xpath=place.xpath)[:MAX_MATCHES]
        return [_attribute(node, place.attr) for node in nodes]

    def elements(self, place: Alternative) -> list[etree._Element]:
        """Return the elements at a place, also where the place takes their text or an attribute."""
        view = self._narrowed(place.within) if place.within else self
        if view is None:
            return []
        css = _PSEUDO.sub("", place.css) if place.css is not None else None
        xpath = _ENDING.sub("", place.xpath) if place.xpath is not None else None
        if place.label is None:
            found = view.select(css=css, xpath=xpath) if css or xpath else []
        elif css or xpath:
            found = [*view.inside(place.label, css, xpath)]
        else:
            found = [*view.labels.elements(place.label)]
        return [node for node in found if not isinstance(node, str)]

    def inside(
        self, labels: Labels, css: str | None, xpath: str | None
    ) -> list[etree._Element | str]:
        """Return what a selector finds in what stands beside labels, that itself included."""
        found: dict[etree._Element | str, None] = {}
        for element in self.labels.elements(labels):
            row = self.row(element)
            nodes = row.select(css=css, xpath=xpath)
            if not nodes and xpath is not None and _DEEP.match(xpath):
                own = _DEEP.sub("descendant-or-self::", xpath, count=1)
                nodes = row.select(xpath=own)
            found.update(dict.fromkeys(nodes))
        return list(found)[:MAX_MATCHES]

    def _beside(
        self, labels: Labels, place: Alternative
    ) -> list[etree._Element | str | None]:
        if place.css is not None or place.xpath is not None:
            nodes = self.inside(labels, place.css, place.xpath)
            return [_attribute(node, place.attr) for node in nodes]
        if place.attr is None:
            return [*self.labels.find(labels)]
        elements = self.labels.elements(labels)
        return [_attribute_inside(element, place.attr) for element in elements]


@lru_cache(maxsize=4_096)
def selection(css: str | None, xpath: str | None, *, inside: bool) -> etree.XPath:
    """Return a selector compiled, once for all pages."""
    expression = xpath or "false()" if css is None else css2xpath(css)
    if inside and expression.startswith("//"):
        # What a reader of "//b" in the description of a row expects.
        expression = f".{expression}"
    return etree.XPath(expression, namespaces=NAMESPACES, smart_strings=False)


def kept_group(match: re.Match[str]) -> str | None:
    """Return the group ``value``, else the first group, else the whole match."""
    if "value" in match.groupdict():
        return match["value"]
    return match[1] if match.re.groups else match[0]


def url_target(url: str) -> str:
    """Return path and query of an address: what a profile's ``url`` patterns see."""
    if url.startswith(("http://", "https://")):
        # As below, without the cost of taking it all apart: each link comes here.
        start = url.find("/", 8)
        if start > 0 and "?" not in url[:start] and "#" not in url[:start]:
            target = url[start:].partition("#")[0]
            return target[:-1] if target.find("?") == len(target) - 1 else target
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _parsed(text: str) -> etree._Element:
    """Parse as parsel does, but into lxml's plain elements, which are made faster."""
    parser = etree.HTMLParser(recover=True, encoding="utf8", huge_tree=True)
    body = text.strip().replace("\0", "").encode("utf8", "replace") or b"<html/>"
    root = etree.fromstring(body, parser=parser)
    return etree.Element("html") if root is None else root


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError:
        return url


def _attribute(
    node: etree._Element | str, name: str | None
) -> etree._Element | str | None:
    if name is None or isinstance(node, str):
        return node
    value = node.get(name)
    return None if value is None else str(value)


def _attribute_inside(element: etree._Element, name: str) -> str | None:
    """Return an attribute of an element, else of the first one inside that has it."""
    for node in element.iter(etree.Element):
        value = node.get(name)
        if value is not None:
            return str(value)
    return None


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
