"""The listings that somebody names for a partial run, as addresses."""

from collections.abc import Iterable
from urllib.parse import urljoin

from core.errors import ConfigError, shown
from core.ids import listing_id
from crawlers.ledger.ledger import Ledger
from crawlers.pages.links import is_of_kind
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.scope_rules import refusal


def listing_urls(
    named: Iterable[str], profile: MarketProfile, ledger: Ledger
) -> list[str]:
    """Return the addresses of listings that are named by address, path or id.

    Args:
        named: Addresses on the market, paths that begin with ``/``, listing ids, or the market's own ids.
        profile: The market.
        ledger: Knows the addresses of listings that were read before.

    Raises:
        ConfigError: An address is out of scope or no listing's, or an id is not known.
    """
    return list(dict.fromkeys(_url(name.strip(), profile, ledger) for name in named))


def _url(name: str, profile: MarketProfile, ledger: Ledger) -> str:
    if "://" not in name and not name.startswith("/"):
        return _known_url(name, profile, ledger)
    try:
        url = urljoin(profile.base_url + "/", name)
    except ValueError as error:
        raise ConfigError(f"{shown(name)} is no address") from error
    reason = refusal(url, profile.hosts)
    if reason is not None:
        raise ConfigError(f"{shown(name)} may not be read: {reason}")
    if not is_of_kind(profile, url, PageKind.LISTING):
        raise ConfigError(
            f"{shown(name)} is no listing's address: it does not fit the profile's "
            "pages.listing.url"
        )
    return url


def _known_url(name: str, profile: MarketProfile, ledger: Ledger) -> str:
    for record_id in (name, listing_id(profile.name, name)):
        page = ledger.page_of_record(record_id)
        if page is not None and page.kind is PageKind.LISTING:
            return page.url
    raise ConfigError(
        f"no crawl of {profile.name} has read a listing {shown(name)}: give its address "
        "instead"
    )
