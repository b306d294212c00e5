from collections.abc import Callable

import pytest

from search.audit import audit_entries
from tests.api.conftest import Api
from tests.builders import make_listing

pytestmark = pytest.mark.elasticsearch


def test_listing_is_shown_with_its_mentions_and_origin(
    api: Api, index: Callable[..., None]
) -> None:
    listing = make_listing(1, description="Write to https://t.me/northwind_desk")
    index(listing)
    answer = api.client.get(f"/api/v1/listings/{listing.listing_id}")
    body = answer.json()
    assert answer.status_code == 200
    assert body["title"] == listing.title
    assert body["snapshot_id"] == listing.snapshot.snapshot_id
    assert "TELEGRAM:northwind_desk" in body["identifiers"]
    assert body["mentions"][0]["field"] == "description"
    assert "embedding" not in body
    (entry,) = audit_entries(api.elasticsearch, api.settings)
    assert entry.results == 1


def test_unknown_listing_is_not_found(api: Api) -> None:
    for listing_id in ("unknown", "x" * 2_000, "%00", "..%2F..", "_search"):
        answer = api.client.get(f"/api/v1/listings/{listing_id}")
        assert answer.status_code in {400, 404}
        assert answer.headers["content-type"] == "application/problem+json"
