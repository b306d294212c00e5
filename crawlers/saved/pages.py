"""Saved pages: read from a file, and of which kind they are."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import ConfigError, LayoutChangedError, SourceError, StallwatchError
from crawlers.pages.links import kind_of_url
from crawlers.pages.reader import Page, Reading, read_page
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind

MAX_PAGE_BYTES = 64 * 1024 * 1024
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{1,6}\)(\S{1,2000})\s*-->")
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,2000})", re.IGNORECASE
)
_LOCAL_LINK = re.compile(
    rb"""((?:href|src|action)\s*=\s*["']?)file:///(?:[a-z]:/)?""", re.IGNORECASE
)
"""What a browser makes of a link of the market's when it saves the page without knowing its host."""
_WEB = (b"http://", b"https://")
_HEAD_BYTES = 4_096
_ORDER = (PageKind.LISTING, PageKind.VENDOR, PageKind.FEEDBACK, PageKind.CATEGORY)
"""Of kinds that read a page equally well, the one that asks most of it is taken."""


@dataclass(frozen=True, slots=True)
class SavedReading:
    """What a saved page gave."""

    reading: Reading
    how: str
    """How its kind was found, as a person is told."""
    url: str | None
    """The page's own address, where it is known."""


def load_page(
    path: Path, profile: MarketProfile, url: str | None
) -> tuple[Page, str | None]:
    """Read a page from its file; returns it, and its own address where it is known.

    A browser notes the address at the top of a page that it saves. Without any, links are taken relative to the market's base address.

    Raises:
        ConfigError: The file cannot be read.
    """
    try:
        if path.stat().st_size > MAX_PAGE_BYTES:
            raise ConfigError(f"{path}: larger than {MAX_PAGE_BYTES} bytes: no page")
        body = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if url is None:
        url = _noted_address(body[:_HEAD_BYTES])
    body = _LOCAL_LINK.sub(rb"\1/", body)
    return Page(url=url or f"{profile.base_url}/", body=body), url


def _noted_address(head: bytes) -> str | None:
    """Return the address that a browser or its extension noted in a page, where it is one."""
    for form in (_SAVED_FROM, _SINGLE_FILE):
        noted = form.search(head)
        # Some note "about:internet", or the file that was opened.
        if noted and noted[1].lower().startswith(_WEB):
            return noted[1].decode("ascii", "replace")
    return None


def saved_at(path: Path) -> datetime:
    """Return when a file was last written: what "3 days ago" on it is counted from."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def read_saved(
    path: Path,
    profile: MarketProfile,
    *,
    kind: PageKind | None = None,
    url: str | None = None,
    now: datetime | None = None,
) -> SavedReading:
    """Read a saved page.

    Args:
        path: The file.
        profile: How the market's pages are read.
        kind: What it is; without it, its address decides, else which kind it can be read as.
        url: Its address, where the file does not hold it.
        now: When it was fetched; without it, when the file was written.

    Raises:
        ConfigError: The file cannot be read, or the profile has no such kind.
        StallwatchError: It cannot be read as a page; see `read_page`.
    """
    page, address = load_page(path, profile, url)
    now = now or saved_at(path)
    if kind is not None:
        if kind not in profile.pages:
            raise ConfigError(f"the profile has no pages.{kind}: add it")
        return SavedReading(_read(profile, page, kind, now), "as asked", address)
    known = kind_of_url(profile, address) if address is not None else None
    if known is not None:
        return SavedReading(_read(profile, page, known, now), "by its address", address)
    return SavedReading(
        tried_reading(profile, page, now), "by trying each kind", address
    )


def _read(profile: MarketProfile, page: Page, kind: PageKind, now: datetime) -> Reading:
    return read_page(profile, page, kind=kind, now=now, nameless=True)


def tried_reading(profile: MarketProfile, page: Page, now: datetime) -> Reading:
    """Read a page as the kind that it fits best.

    Raises:
        StallwatchError: It fits none; see `read_page`.
    """
    readings = []
    refusals: dict[PageKind, StallwatchError] = {}
    for kind in (kind for kind in _ORDER if kind in profile.pages):
        try:
            readings.append(_read(profile, page, kind, now))
        except LayoutChangedError as error:
            refusals[kind] = error
        except SourceError as error:
            refusals[kind] = error
            if not readings:
                raise
    if readings:
        return max(readings, key=lambda reading: _fitness(profile, reading))
    told = "; ".join(f"{kind}: {error.message}" for kind, error in refusals.items())
    raise LayoutChangedError(f"it can be read as no kind of page. {told}")


def _fitness(profile: MarketProfile, reading: Reading) -> tuple[bool, float]:
    rules = profile.pages[reading.kind]
    asked = len(rules.fields)
    filled = sum(bool(value.value) for value in reading.fields.values())
    filled += len(reading.attributes)
    rows = bool(reading.cards or reading.feedback)
    share = filled / asked if asked else 0.5 * bool(rows or reading.links)
    return bool(rules.required), share + rows
