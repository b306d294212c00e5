"""Looks at the start page of each address of a market, by hand, within all its limits."""

import socket
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2

from core.clock import utc_now
from core.errors import OutOfScopeError, SourceError, shown
from core.settings import Settings
from crawlers.access.clones import (
    Comparison,
    Fingerprint,
    Verdict,
    compare,
    fingerprint_of,
    load_fingerprint,
    mirror_conflict,
)
from crawlers.access.mirrors import MirrorBook
from crawlers.pages.reader import Page
from crawlers.profile.market import MarketProfile
from crawlers.scope_rules import refusal

TIMEOUT_S = 30.0
PROXY_TIMEOUT_S = 5.0
MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 5
USER_AGENT = "Mozilla/5.0 (compatible; Stallwatch)"
GREETING, WELCOME = b"\x05\x01\x00", b"\x05\x00"
"""Of SOCKS5, without a login."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What one address showed."""

    address: str
    status: int | None = None
    reason: str = ""
    """Why there is no page."""
    comparison: Comparison | None = None
    """With the market's own address; None for that address, or where nothing is known of it."""


def probe_market(profile: MarketProfile, settings: Settings) -> list[Probe]:
    """Ask each address of a market for its start page, and note how it is.

    Raises:
        OutOfScopeError: The authorisation has ended, or it is not the hour to read.
        ConfigError: What is known of the addresses cannot be read.
    """
    now = utc_now()
    profile.require_authorisation(now.date())
    if not profile.rate.allows(now):
        raise OutOfScopeError(
            f"{profile.name} is only read at {profile.rate.hours} "
            f"({profile.rate.timezone}): probe it then"
        )
    book = MirrorBook.of(settings, profile)
    try:
        if profile.proxy is not None and not _proxy_is_up(profile.proxy, book):
            return []
        known = load_fingerprint(settings, profile.name)
        probes = []
        for address in profile.addresses:
            own = address == profile.base_url
            probe, seen = _probe(profile, book, address, None if own else known)
            if own and known is None:
                known = seen
            probes.append(probe)
        return probes
    finally:
        book.save()


def proxy_fault(proxy: str) -> str | None:
    """Return why a SOCKS proxy cannot be used, or None where it answers as one."""
    parts = urlsplit(proxy)
    try:
        with socket.create_connection(
            (parts.hostname or "", parts.port or 1080), timeout=PROXY_TIMEOUT_S
        ) as connection:
            connection.sendall(GREETING)
            answer = connection.recv(len(WELCOME))
    except OSError as error:
        return f"it does not answer: {error}"
    return None if answer == WELCOME else "what answers there is no open SOCKS5 proxy"


def _proxy_is_up(proxy: str, book: MirrorBook) -> bool:
    fault = proxy_fault(proxy)
    if fault is None:
        book.proxy = book.proxy.answered(None)
        return True
    book.note_proxy_failure(fault)
    return False


def _probe(
    profile: MarketProfile,
    book: MirrorBook,
    address: str,
    known: Fingerprint | None,
) -> tuple[Probe, Fingerprint | None]:
    started = time.monotonic()
    try:
        page = _fetch(profile, address + profile.start[0].url)
        seen = fingerprint_of(profile, page)
    except (SourceError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        told = error.message if isinstance(error, SourceError) else f"{error}"
        reason = shown(f"{type(error).__name__}: {told}")
        book.note_failure(address, reason)
        return Probe(address, reason=reason), None
    if page.status >= 500:
        reason = f"it answers {page.status}"
        book.note_failure(address, reason)
        return Probe(address, status=page.status, reason=reason), None
    book.note_answer(address, round(time.monotonic() - started, 3))
    if known is None:
        return Probe(address, status=page.status), seen
    book.note_clone(address, mirror_conflict(known, seen))
    comparison = compare(known, seen)
    if comparison.verdict is not Verdict.CLONE and book.health(address).clone:
        comparison = Comparison(Verdict.CLONE, comparison.reasons)
    return Probe(address, status=page.status, comparison=comparison), seen


def _fetch(profile: MarketProfile, url: str) -> Page:
    headers = {"User-Agent": USER_AGENT, "Accept-Language": profile.language}
    with httpx2.Client(
        proxy=profile.proxy,
        # The environment's proxies are none of the profile's.
        trust_env=False,
        # As in a crawl: onion services and small mirrors sign their own certificates.
        verify=False,
        headers=headers,
        timeout=TIMEOUT_S,
    ) as client:
        for _ in range(MAX_REDIRECTS + 1):
            reason = refusal(url, profile.hosts)
            if reason is not None:
                raise OutOfScopeError(f"it leads out of scope: {reason}", url=url)
            with client.stream("GET", url) as response:
                target = response.headers.get("location")
                if not response.is_redirect or target is None:
                    return _page(url, response)
            url = urljoin(url, target)
    raise SourceError(f"it redirects more than {MAX_REDIRECTS} times", url=url)


def _page(url: str, response: httpx2.Response) -> Page:
    body = b""
    deadline = time.monotonic() + TIMEOUT_S
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES or time.monotonic() > deadline:
            raise SourceError(
                f"its start page is larger than {MAX_BYTES} bytes or slower than "
                f"{TIMEOUT_S:.0f} seconds",
                url=url,
            )
    return Page(
        url=url,
        body=body,
        status=response.status_code,
        content_type=response.headers.get("content-type"),
    )
