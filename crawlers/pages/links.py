"""The links of a page that lead on."""

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml import etree

from crawlers.pages.view import PageView, url_target
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import Follow, PageKind

MAX_URL_CHARS = 2_000
_FROM_ROOT = re.compile(
    r"/(?!/)[\w/.=&%+~,@-]*(?:\?[\w/.=&%+~,@-]+)?(?:#.*)?", re.ASCII
)
NOT_ADDRESSES = ("javascript:", "mailto:", "tel:", "data:", "about:")
"""What stands in ``href`` and leads to no page."""

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3}",
    re.IGNORECASE,
)
"""Styles by which nothing is seen, or only far off the page."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the kind of page that it should lead to."""

    url: str
    kind: PageKind
    card: str | None = None
    """Digest of the card that showed it, where one did."""


def find_links(
    view: PageView, profile: MarketProfile, kind: PageKind
) -> tuple[Link, ...]:
    """Return where the profile's ``follow`` rules lead from a page, each address once.

    An address on another host is returned like any other: the scope guard drops and counts it.
    """
    links: dict[str, Link] = {}
    for rule in profile.follow:
        if kind not in rule.source:
            continue
        for url in _addresses(view, rule):
            if url in links or _is_excluded(rule, url):
                continue
            if is_of_kind(profile, url, rule.to):
                links[url] = Link(url=url, kind=rule.to)
    return tuple(links.values())


def _is_excluded(rule: Follow, url: str) -> bool:
    if not rule.exclude:
        return False
    target = url_target(url)
    return any(pattern.search(target) for pattern in rule.exclude_patterns)


def kind_of_url(profile: MarketProfile, url: str) -> PageKind | None:
    """Return the first kind of page whose ``url`` pattern fits an address."""
    for kind, page in profile.pages.items():
        if page.url_pattern and page.url_pattern.search(url_target(url)):
            return kind
    return None


def _addresses(view: PageView, rule: Follow) -> list[str]:
    found = []
    # No cap: the size of a page bounds them, and a link left out is a listing lost.
    for node in view.select(css=rule.css, xpath=rule.xpath):
        if not isinstance(node, str) and is_hidden(node):
            continue
        raw = node if isinstance(node, str) else node.get(rule.attr)
        url = absolute(view.base_url, raw) if raw else None
        if url:
            found.append(url)
    return found


def is_hidden(element: etree._Element) -> bool:
    """Return whether a page hides an element from people: a link there is bait for machines."""
    return any(map(_hides, (element, *element.iterancestors())))


def _hides(element: etree._Element) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDING.search(style) is not None


def absolute(base_url: str, raw: str) -> str | None:
    """Return an address as a browser would follow it, or None where it leads to no page."""
    address = raw.strip()
    if not address or address.startswith("#"):
        return None
    if address.lower().startswith(NOT_ADDRESSES):
        return None
    if _FROM_ROOT.fullmatch(address) and "/." not in address:
        # As urljoin would, for the links that most pages have, at a tenth of the cost.
        start = base_url.find("/", base_url.find("//") + 2)
        url = (base_url[:start] if start > 0 else base_url) + address.partition("#")[0]
        return url if len(url) <= MAX_URL_CHARS else None
    try:
        url = urldefrag(urljoin(base_url, address)).url
    except ValueError:
        # An address such as http://[ that no browser would follow either.
        return None
    return url if len(url) <= MAX_URL_CHARS else None


def is_of_kind(profile: MarketProfile, url: str, kind: PageKind) -> bool:
    """Return whether an address may lead to a page of a kind, by the kind's ``url``."""
    page = profile.pages.get(kind)
    if page is None or page.url_pattern is None:
        return True
    return bool(page.url_pattern.search(url_target(url)))
