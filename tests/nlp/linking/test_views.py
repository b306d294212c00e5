from datetime import UTC, datetime

from core.analysis import Account, AccountListing
from nlp.linking.views import View, show_accounts

LISTING = AccountListing(
    listing_id="a/0",
    title="10g hash",
    description="from Berlin, key below",
    goods=("hashish",),
    price_eur=80.0,
    ships_from="DE",
    images=("0" * 16,),
    identifiers=frozenset({"BTC:1x"}),
    listed_at=datetime(2026, 1, 1, tzinfo=UTC),
    language="en",
)
ACCOUNT = Account(
    vendor_id="a",
    market="harbour",
    handle="greenleaf",
    profile="We sell.",
    identifiers=frozenset({"BTC:1x"}),
    listings=(LISTING,),
    aliases=frozenset({"leafgreen"}),
    buyers=frozenset({"b1"}),
    vector=(1.0, 0.0),
)


def seen(view: View) -> Account:
    (account,) = show_accounts([ACCOUNT], view)
    assert (account.vendor_id, account.market) == ("a", "harbour")
    return account


def test_the_full_view_hides_nothing() -> None:
    assert seen(View.FULL) == ACCOUNT


def test_nameless_hides_names_alone() -> None:
    account = seen(View.NAMELESS)
    assert (account.handle, account.aliases) == ("", frozenset())
    assert account.identifiers == ACCOUNT.identifiers
    assert account.listings == ACCOUNT.listings


def test_offers_hide_what_a_saved_page_seldom_has() -> None:
    account = seen(View.OFFERS)
    assert (account.handle, account.profile) == ("greenleaf", "We sell.")
    assert (account.identifiers, account.buyers) == (frozenset(), frozenset())
    (listing,) = account.listings
    assert (listing.price_eur, listing.ships_from) == (80.0, "DE")
    assert (listing.images, listing.listed_at) == ((), None)
    assert listing.identifiers == frozenset()


def test_titles_leave_only_titles() -> None:
    account = seen(View.TITLES)
    assert (account.handle, account.profile, account.vector) == ("", "", None)
    assert account.identifiers == frozenset()
    (listing,) = account.listings
    assert (listing.title, listing.goods) == ("10g hash", ("hashish",))
    assert (listing.description, listing.price_eur, listing.ships_from) == (
        "",
        None,
        None,
    )
