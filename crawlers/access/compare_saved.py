"""Compares saved pages of a suspected address with what its market shows."""

from pathlib import Path

from core.errors import ConfigError, SourceError
from core.settings import Settings
from crawlers.access.clones import (
    Comparison,
    Fingerprint,
    compare,
    fingerprint_of,
    load_fingerprint,
)
from crawlers.profile.market import MarketProfile
from crawlers.saved.check import pages_in
from crawlers.saved.pages import load_page

MAX_PAGES = 500


def compare_saved(profile: MarketProfile, settings: Settings, path: Path) -> Comparison:
    """Compare a saved page, or a folder of them, with the market.

    Raises:
        ConfigError: There are no such pages, or nothing is known of the market yet.
    """
    known = load_fingerprint(settings, profile.name)
    if known is None:
        raise ConfigError(
            f"nothing is known yet of what {profile.name} itself shows: crawl it once, "
            "then compare"
        )
    seen = Fingerprint()
    read = 0
    for page in _pages(path):
        try:
            seen |= _fingerprint(profile, page)
            read += 1
        except SourceError:
            # A picture or an error page beside the pages: there are others.
            continue
    if not read:
        raise ConfigError(f"{path}: holds no page that can be read")
    return compare(known, seen)


def _pages(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    pages, _ = pages_in(path)
    return pages[:MAX_PAGES]


def _fingerprint(profile: MarketProfile, path: Path) -> Fingerprint:
    page, address = load_page(path, profile, None)
    seen = fingerprint_of(profile, page)
    if address is None:
        # Without the page's own address every form seems to send elsewhere.
        return seen.model_copy(update={"form_hosts": frozenset()})
    return seen
