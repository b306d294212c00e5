from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from core.records import Money
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


def test_listing_s_history_tells_its_prices(
    api: Api, index: Callable[..., None]
) -> None:
    first = make_listing(1)
    cheaper = Money(raw="EUR 90", amount=Decimal(90), currency="EUR")
    later = first.observed_at + timedelta(days=1)
    index(first)
    index(make_listing(1, price=cheaper, observed_at=later, run_id="run-2"))
    path = f"/api/v1/listings/{first.listing_id}/history"
    body = api.client.get(path).json()
    amounts = [entry["price"]["amount"] for entry in body["entries"]]
    assert amounts == [90.0, 121.0]
    assert body["entries"][0]["changed"] == ["price"]
    assert (body["truncated"], body["gone_at"]) == (False, None)
    cut = api.client.get(path, params={"limit": 1}).json()
    assert (len(cut["entries"]), cut["truncated"]) == (1, True)
    entries = audit_entries(api.elasticsearch, api.settings)
    assert [entry.results for entry in entries] == [2, 1]
    assert api.client.get(path, params={"limit": 0}).status_code == 400
    assert api.client.get("/api/v1/listings/none/history").status_code == 404


def test_unknown_listing_is_not_found(api: Api) -> None:
    for listing_id in ("unknown", "x" * 2_000, "%00", "..%2F..", "_search"):
        answer = api.client.get(f"/api/v1/listings/{listing_id}")
        assert answer.status_code in {400, 404}
        assert answer.headers["content-type"] == "application/problem+json"


def test_no_id_is_an_error_of_the_service(api: Api) -> None:
    hostile = ("..", "%2E%2E%2F_search", "_search", "*", "a,b", "%00", "%ED%A0%80")
    for name in (*hostile, "a%3Fpretty", "%22%7D", "x" * 513, "x" * 5_000):
        for path in (
            f"listings/{name}",
            f"listings/{name}/history",
            f"vendors/{name}",
            f"vendors/{name}/feedback",
            f"vendors/{name}/links",
            f"runs/{name}",
        ):
            status = api.client.get(f"/api/v1/{path}").status_code
            known = path.endswith("links") and status == 200
            assert known or status in {400, 404, 422}, (path, status)
