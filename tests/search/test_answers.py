import orjson

from search.answers import (
    ListingHit,
    listing_detail,
    summary_values,
    vendor_detail,
    vendor_summary,
)
from search.documents import listing_document, stub_document, vendor_document
from tests.search.builders import (
    NOON,
    make_listing,
    make_mention,
    make_observation,
    make_vendor,
)


def stored(document: dict[str, object]) -> dict[str, object]:
    """Return a state as it comes back from the server."""
    times = {"first_seen_at": NOON, "last_seen_at": NOON}
    back: dict[str, object] = orjson.loads(orjson.dumps(times | document))
    return back


def test_listing_detail_has_everything_that_was_observed() -> None:
    listing = make_listing(mentions=(make_mention(),))
    detail = listing_detail(stored(listing_document(listing)))
    seen = listing.observation
    for name in ("description", "stock", "sold", "unit", "attributes", "url", "run_id"):
        assert getattr(detail, name) == getattr(seen, name)
    assert detail.mentions == listing.mentions
    assert detail.price is not None
    assert (detail.price.raw, detail.price.amount) == ("12,50 €", 12.5)
    assert detail.vendor.handle == "Bob"


def test_listing_detail_without_a_price_has_none() -> None:
    document = stored(listing_document(make_listing(price=None)))
    assert listing_detail(document).price is None


def test_summary_values_fit_a_hit() -> None:
    values = summary_values(stored(listing_document(make_listing())))
    hit = ListingHit.model_validate(values | {"score": None, "highlights": {}})
    assert hit.title == "Offer 1"


def test_vendor_detail_has_everything_that_was_observed() -> None:
    vendor = make_vendor(mentions=(make_mention(),))
    detail = vendor_detail(stored(vendor_document(vendor)), listings=3)
    seen = vendor.observation
    for name in ("handle", "profile", "pgp_key", "contact", "registered_on", "sales"):
        assert getattr(detail, name) == getattr(seen, name)
    assert (detail.listings, detail.stub) == (3, False)
    assert detail.mentions == vendor.mentions


def test_vendor_detail_of_a_stub_is_nearly_empty() -> None:
    detail = vendor_detail(stored(stub_document(make_observation())), listings=1)
    assert (detail.stub, detail.url, detail.profile) == (True, None, "")
    assert detail.attributes == {}


def test_vendor_summary_names_the_account() -> None:
    summary = vendor_summary(stored(vendor_document(make_vendor())))
    assert (summary.handle, summary.market) == ("Bob", "harbour")
