"""Sample pages, decoded and parsed once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from lxml import etree

from core.errors import LayoutChangedError
from crawlers.pages.decode import decode_page
from crawlers.pages.links import NOT_ADDRESSES
from crawlers.pages.view import Match, PageView, url_target
from crawlers.propose.labels import label_texts

STAND_IN = "market.invalid"
"""Host of pages whose own address is not known."""
MAX_SAMPLES = 300
ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""What "3 days ago" counts from while a profile is proposed: only that it is a date matters."""
_SAVED_FROM = re.compile(
    r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>]{1,2000}) -->"
)


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One saved or fetched page."""

    name: str
    """Its address, or its path inside the folder that it was saved in."""
    body: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class SeenLink:
    """One ``a`` with an address of the same host."""

    sample: int
    element: etree._Element
    target: str
    text: str


class Sample:
    """A page that was parsed, with the address that it has or is given."""

    def __init__(self, page: SamplePage, text: str) -> None:
        self.page = page
        self.url, self.has_own_address = _address(page.name, text)
        self.view = PageView.of_text(text, self.url)

    @property
    def name(self) -> str:
        """What messages call the page."""
        return self.page.name

    @property
    def root(self) -> Any:
        """The page's tree."""
        return self.view.selector.root

    @cached_property
    def title(self) -> str:
        """The text of ``<title>``, empty where there is none."""
        return " ".join((self.view.selector.css("title::text").get() or "").split())

    @cached_property
    def text_chars(self) -> int:
        """How much text the page shows."""
        return len(self.view.lower_text)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The texts that look like labels, by what they are folded to."""
        return label_texts(self.view)

    @cached_property
    def links_base(self) -> str:
        """What the page's links are relative to."""
        # A saved page's folder says nothing about where its links lead to.
        return self.view.base_url if self.has_own_address else f"http://{STAND_IN}/"

    def links(self, number: int) -> Iterator[SeenLink]:
        """Yield the page's links to its own host."""
        host = urlsplit(self.links_base).netloc
        for element in self.root.iter("a"):
            raw = (element.get("href") or "").strip()
            if not raw or raw.startswith("#") or raw.lower().startswith(NOT_ADDRESSES):
                continue
            try:
                url = urldefrag(urljoin(self.links_base, raw)).url
                same = urlsplit(url).netloc == host
            except ValueError:
                continue
            if same:
                yield SeenLink(number, element, url_target(url), Match(element).text)


def parse_samples(pages: Sequence[SamplePage]) -> tuple[list[Sample], list[str]]:
    """Parse pages; returns them and, a sentence each, what is no page."""
    samples: list[Sample] = []
    refused: list[str] = []
    for page in pages[:MAX_SAMPLES]:
        try:
            text = decode_page(
                page.body, content_type=page.content_type, encoding=None, url=page.name
            )
        except LayoutChangedError as error:
            refused.append(f"{page.name}: {error.message}")
            continue
        samples.append(Sample(page, text))
    return samples, refused


def _address(name: str, text: str) -> tuple[str, bool]:
    if name.startswith(("http://", "https://")):
        return name, True
    saved = _SAVED_FROM.search(text[:3_000])
    if saved:
        return saved[1], True
    return f"http://{STAND_IN}/{quote(name.lstrip('/'))}", False
