from datetime import UTC, date, datetime
from typing import Any

import pytest

from search.account_documents import account_from, listing_from, mean_vector

VENDOR: dict[str, Any] = {
    "vendor_id": "v1",
    "market": "harbour",
    "handle": "Bob",
    "profile": "",
}
LISTING: dict[str, Any] = {
    "listing_id": "l1",
    "vendor_id": "v1",
    "title": "Blue pills",
    "description": "",
}


def test_account_of_a_stub_is_mostly_unknown() -> None:
    account = account_from(VENDOR, [])
    assert (account.handle, account.listings) == ("Bob", ())
    assert account.registered_on is None
    assert account.vector is None
    assert account.snapshot_id is None


def test_account_gathers_identifiers_and_aliases_of_all_pages() -> None:
    vendor = VENDOR | {"holders": ["BTC:1A"], "entities": {"ALIAS": ["Böb"]}}
    listing = LISTING | {"holders": ["EMAIL:b@x"], "entities": {"ALIAS": ["Rob"]}}
    account = account_from(vendor, [listing], buyers=["x", "x"], vector=[0.6, 0.8])
    assert account.identifiers == {"BTC:1A", "EMAIL:b@x"}
    assert account.aliases == {"bob", "rob"}
    assert account.buyers == {"x"}
    assert account.vector == (0.6, 0.8)


def test_account_knows_its_times_and_its_proof() -> None:
    vendor = VENDOR | {
        "registered_on": "2024-02-01",
        "first_seen_at": "2026-03-01T12:00:00Z",
        "last_seen_at": "2026-03-02T12:00:00Z",
        "snapshot_id": "s1",
    }
    account = account_from(vendor, [])
    assert account.registered_on == date(2024, 2, 1)
    assert account.first_seen_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert account.last_seen_at == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert account.snapshot_id == "s1"


def test_account_has_its_listings_in_the_order_of_their_ids() -> None:
    listings = [LISTING | {"listing_id": one} for one in ("l2", "l1")]
    account = account_from(VENDOR, listings)
    assert [one.listing_id for one in account.listings] == ["l1", "l2"]


def test_listing_takes_what_the_market_says_before_what_the_text_says() -> None:
    listing = listing_from(
        LISTING
        | {
            "ships_from": "NL",
            "ships_to": ["EU"],
            "listed_at": "2026-03-01T12:00:00Z",
            "first_seen_at": "2026-03-05T12:00:00Z",
            "facts": {"ships_from": ["DE"], "ships_to": ["WORLD"]},
        }
    )
    assert (listing.ships_from, listing.ships_to) == ("NL", ("EU",))
    assert listing.listed_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_listing_takes_the_rest_from_its_text() -> None:
    listing = listing_from(
        LISTING
        | {
            "category": "other",
            "price_amount": 15.0,
            "holders": ["BTC:1A"],
            "first_seen_at": "2026-03-05T12:00:00Z",
            "entities": {"DRUG": ["mdma"], "FRAUD": ["fullz"], "BTC": ["1A"]},
            "images": [{"phash": "0f" * 8}, {"phash": None}, {"url": "http://x"}],
            "facts": {
                "language": "de",
                "category": {"category": "drugs"},
                "price": {"eur": 12.5},
                "eur_per_unit": 1.25,
                "ships_from": ["DE", "NL"],
                "ships_to": ["WORLD"],
            },
        }
    )
    assert (listing.category, listing.language) == ("drugs", "de")
    assert (listing.price_eur, listing.unit_price_eur) == (12.5, 1.25)
    assert listing.price_shown == 15.0
    assert listing.identifiers == {"BTC:1A"}
    assert (listing.ships_from, listing.ships_to) == ("DE", ("WORLD",))
    assert listing.goods == ("mdma", "fullz")
    assert listing.images == ("0f" * 8,)
    assert listing.listed_at == datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_listing_without_facts_is_mostly_unknown() -> None:
    listing = listing_from(LISTING | {"facts": None, "entities": None})
    assert listing.category is None
    assert listing.price_eur is None
    assert listing.goods == ()


def test_mean_vector_has_length_one_in_any_order() -> None:
    vectors = [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]
    mean = mean_vector(vectors)
    assert mean is not None
    # (1.6, 1.8) / sqrt(1.6 ** 2 + 1.8 ** 2), worked by hand.
    assert mean == pytest.approx((0.664364, 0.747409), abs=1e-6)
    assert mean_vector(reversed(vectors)) == mean


@pytest.mark.parametrize("vectors", [[], [[1.0, 0.0], [-1.0, 0.0]]])
def test_mean_vector_of_nothing_or_of_opposites_is_none(
    vectors: list[list[float]],
) -> None:
    assert mean_vector(vectors) is None
