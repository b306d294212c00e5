"""Shows accounts with less than is known of them, as poorer sources would.

A model that only ever saw rich accounts leans on what files of titles do not have; one that is trained on every view weighs each kind of
evidence by what it says where it can be seen.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

from core.analysis import Account, AccountListing


class View(StrEnum):
    """What of accounts is shown."""

    FULL = "full"
    """All that is known."""
    NAMELESS = "nameless"
    """Without handles and declared aliases: as where names are masked or never kept."""
    OFFERS = "offers"
    """Handle, profile, and of the listings texts, prices and origins; no identifiers, pictures, times or buyers."""
    TITLES = "titles"
    """The titles of the listings alone."""


def show_accounts(accounts: Iterable[Account], view: View) -> list[Account]:
    """Return accounts as a view shows them; their ids, markets and holders stay.

    Args:
        accounts: As they are known.
        view: What is left of them.
    """
    shown = _SHOWN[view]
    return [shown(account) for account in accounts]


def _full(account: Account) -> Account:
    return account


def _nameless(account: Account) -> Account:
    return account.model_copy(update={"handle": "", "aliases": frozenset()})


def _offers(account: Account) -> Account:
    return Account(
        vendor_id=account.vendor_id,
        market=account.market,
        handle=account.handle,
        profile=account.profile,
        aliases=account.aliases,
        listings=tuple(_offer(one) for one in account.listings),
        vector=account.vector,
    )


def _offer(listing: AccountListing) -> AccountListing:
    kept: dict[str, object] = {
        "images": (),
        "listed_at": None,
        "identifiers": frozenset(),
    }
    return listing.model_copy(update=kept)


def _titles(account: Account) -> Account:
    # A vector of whole texts would tell what the view hides.
    return Account(
        vendor_id=account.vendor_id,
        market=account.market,
        listings=tuple(
            AccountListing(
                listing_id=one.listing_id,
                title=one.title,
                goods=one.goods,
                language=one.language,
            )
            for one in account.listings
        ),
    )


_SHOWN: dict[View, Callable[[Account], Account]] = {
    View.FULL: _full,
    View.NAMELESS: _nameless,
    View.OFFERS: _offers,
    View.TITLES: _titles,
}
