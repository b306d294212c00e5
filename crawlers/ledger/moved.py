"""Brings remembered links to the address at which a market is now."""

from dataclasses import replace
from urllib.parse import urlsplit

from crawlers.ledger.entries import KnownPage
from crawlers.pages.links import Link


def links_at(known: KnownPage, url: str) -> tuple[Link, ...]:
    """Return where a known page leads, as if it had been read at the address given.

    A page is remembered with the address that it had then. Where the market has moved since, or another of its mirrors is in use, links
    within it lead to its new place; links to elsewhere stay as they are, for the scope guard to judge.

    Args:
        known: The page, as a former run left it.
        url: The address of the same page in this run.
    """
    before, now = _origin(known.url), _origin(url)
    if before == now:
        return known.links
    return tuple(
        replace(link, url=now + link.url.removeprefix(before))
        if _origin(link.url) == before
        else link
        for link in known.links
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
