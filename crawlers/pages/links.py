"""The links of a page that lead on."""

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from crawlers.pages.view import PageView, url_target
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import Follow, PageKind

MAX_URL_CHARS = 2_000
NOT_ADDRESSES = ("javascript:", "mailto:", "tel:", "data:", "about:")
"""What stands in ``href`` and leads to no page."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the kind of page that it should lead to."""

    url: str
    kind: PageKind


def find_links(
    view: PageView, profile: MarketProfile, kind: PageKind
) -> tuple[Link, ...]:
    """Return where a page of some kind leads to, each address once.

    An address on another host is returned like any other: the scope guard drops and counts it.
    """
    links: dict[str, Link] = {}
    for rule in profile.follow:
        if kind not in rule.source:
            continue
        for url in _addresses(view, rule):
            if url not in links and _is_of_kind(profile, url, rule.to):
                links[url] = Link(url=url, kind=rule.to)
    return tuple(links.values())


def kind_of_url(profile: MarketProfile, url: str) -> PageKind | None:
    """Return the first kind of page whose ``url`` pattern fits an address."""
    for kind, page in profile.pages.items():
        if page.url_pattern and page.url_pattern.search(url_target(url)):
            return kind
    return None


def _addresses(view: PageView, rule: Follow) -> list[str]:
    if rule.css is not None:
        nodes = view.selector.css(rule.css)
    else:
        nodes = view.selector.xpath(rule.xpath or "false()")
    found = []
    # No cap: the size of a page bounds them, and a link left out is a listing lost.
    for node in nodes:
        raw = node.root if isinstance(node.root, str) else node.root.get(rule.attr)
        url = _absolute(view.base_url, raw) if raw else None
        if url:
            found.append(url)
    return found


def _absolute(base_url: str, raw: str) -> str | None:
    address = raw.strip()
    if not address or address.startswith("#"):
        return None
    if address.lower().startswith(NOT_ADDRESSES):
        return None
    try:
        url = urldefrag(urljoin(base_url, address)).url
    except ValueError:
        # An address such as http://[ that no browser would follow either.
        return None
    return url if len(url) <= MAX_URL_CHARS else None


def _is_of_kind(profile: MarketProfile, url: str, kind: PageKind) -> bool:
    page = profile.pages.get(kind)
    if page is None or page.url_pattern is None:
        return True
    return bool(page.url_pattern.search(url_target(url)))
