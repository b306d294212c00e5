"""Fetches a few sample pages of a market, slowly and only where its authorisation covers it."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx2

from core.errors import OutOfScopeError, SourceUnavailableError, shown
from core.records import Authorisation
from crawlers.propose.addresses import key_of
from crawlers.propose.kinds import SampleKind, barrier_of
from crawlers.propose.routes import is_harmful
from crawlers.propose.sample import SamplePage, parse_samples
from crawlers.scope_rules import refusal

DELAY_S = 1.0
TIMEOUT_S = 60.0
MAX_PAGE_BYTES = 5_000_000
PER_SHAPE = 4
"""Pages of one shape of address: more of the same teach nothing new."""


@dataclass(frozen=True)
class FetchedSamples:
    """Pages of a market, and why no more were fetched."""

    pages: list[SamplePage] = field(default_factory=list)
    stopped: str | None = None


def fetch_samples(
    url: str,
    *,
    authorisation: Authorisation,
    most: int,
    proxy: str | None,
    pause: Callable[[float], None] = time.sleep,
) -> FetchedSamples:
    """Fetch pages of one host, a few of each shape of address, from a first address on.

    Args:
        url: Where to begin.
        authorisation: The order under which the market may be read; whoever calls has checked its last day.
        most: Pages.
        proxy: A SOCKS proxy; host names are resolved by it.
        pause: Waits between two requests.

    Raises:
        OutOfScopeError: The address may not be fetched.
        SourceUnavailableError: The first page does not come.
    """
    hosts = (urlsplit(url).netloc.lower(),)
    reason = refusal(url, hosts)
    if reason:
        raise OutOfScopeError(
            f"{shown(url)} is not fetched: {reason}",
            authorisation=authorisation.reference,
        )
    if hosts[0].partition(":")[0].endswith(".onion") and proxy is None:
        raise OutOfScopeError(
            "an onion address is only fetched through Tor: give --proxy, such as "
            "socks5h://127.0.0.1:9050"
        )
    # Settings of the environment must not decide where requests go.
    with httpx2.Client(proxy=proxy, timeout=TIMEOUT_S, trust_env=False) as client:
        return _walk(client, url, hosts, most=most, pause=pause)


def _walk(
    client: httpx2.Client,
    url: str,
    hosts: tuple[str, ...],
    *,
    most: int,
    pause: Callable[[float], None],
) -> FetchedSamples:
    found = FetchedSamples()
    waiting = deque([url])
    known = {url}
    shapes: Counter[object] = Counter()
    while waiting and len(found.pages) < most:
        address = waiting.popleft()
        key = key_of(_target(address))
        if shapes[key] >= PER_SHAPE:
            continue
        shapes[key] += 1
        if found.pages:
            pause(DELAY_S)
        page, redirect = _fetch(client, address, first=not found.pages)
        ahead = [redirect] if redirect else []
        if page is not None:
            found.pages.append(page)
            barrier, links = _links(page)
            if barrier is not None:
                return FetchedSamples(found.pages, _stopped(barrier, address))
            ahead += links
        for link in ahead:
            if (
                link not in known
                and refusal(link, hosts) is None
                and not is_harmful(link)
            ):
                known.add(link)
                waiting.append(link)
    return found


def _fetch(
    client: httpx2.Client, address: str, *, first: bool
) -> tuple[SamplePage | None, str | None]:
    """Return a page or where it redirects to; neither where there is nothing of use."""
    try:
        with client.stream("GET", address) as response:
            if response.is_redirect:
                target = response.headers.get("location", "")
                return None, urldefrag(urljoin(address, target)).url
            kind = response.headers.get("content-type")
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MAX_PAGE_BYTES:
                    return None, None
            if response.status_code >= 400 and not first:
                return None, None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        if not first:
            return None, None
        raise SourceUnavailableError(
            f"{shown(address)} does not answer: {type(error).__name__}; is the market up, "
            "and does it need --proxy?"
        ) from error
    if kind and "html" not in kind.lower():
        return None, None
    return SamplePage(address, body, kind), None


def _links(page: SamplePage) -> tuple[SampleKind | None, list[str]]:
    samples, _ = parse_samples([page])
    if not samples:
        return None, []
    barrier = barrier_of(samples[0])
    links = [urljoin(page.name, link.target) for link in samples[0].links(0)]
    return barrier if barrier is not SampleKind.MISSING else None, links


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _stopped(barrier: SampleKind, address: str) -> str:
    if barrier is SampleKind.LOGIN:
        return (
            f"{shown(address)} is a login page: log in by hand, save a list, listings and a vendor "
            "page from the browser into a folder, and give that folder"
        )
    return (
        f"{shown(address)} is a challenge page: solve it by hand and save pages from the browser; "
        "nothing is solved or evaded here"
    )
