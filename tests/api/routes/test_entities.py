from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Api
from tests.builders import make_listing, make_vendor

pytestmark = pytest.mark.elasticsearch

MAIL = "northwind@example.org"
Index = Callable[..., None]


def entity(api: Api, path: str, **parameters: Any) -> dict[str, Any]:
    answer = api.client.get(f"/api/v1/entities/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_entity_names_every_account_and_listing_that_showed_it(
    api: Api, index: Index
) -> None:
    index(
        make_listing(1, description=f"Write to {MAIL}"),
        make_listing(2),
        vendors=(make_vendor("polaris", market="lantern", contact=MAIL),),
    )
    body = entity(api, f"email/{MAIL.upper()}")
    assert body["value"] == MAIL
    assert (body["vendors_total"], body["listings_total"]) == (2, 1)
    shown = {vendor["handle"]: vendor for vendor in body["vendors"]}
    assert shown["polaris"]["in_profile"] is True
    assert shown["northwind"]["listings"] == 1
    assert body["listings"][0]["title"] == "Copied watch number1"


def test_entity_that_was_taken_off_again_is_still_found(api: Api, index: Index) -> None:
    index(make_listing(1, description=f"Write to {MAIL}"))
    later = make_listing(1, run_id="run-2", description="Write to us")
    index(later.model_copy(update={"observed_at": later.observed_at.replace(hour=20)}))
    assert entity(api, f"EMAIL/{MAIL}")["listings_total"] == 1


def test_entity_pages_show_every_listing_once(api: Api, index: Index) -> None:
    index(*(make_listing(n, description=f"Write to {MAIL}") for n in range(7)))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for page in range(4):
        body = entity(api, f"EMAIL/{MAIL}", limit=2, **cursor)
        assert bool(body["vendors"]) is (page == 0)
        seen += [listing["listing_id"] for listing in body["listings"]]
        assert (body["next_cursor"] is None) is (page == 3)
        cursor = {"cursor": body["next_cursor"]}
    assert len(seen) == len(set(seen)) == 7


def test_entity_cursor_of_another_entity_is_malformed(api: Api, index: Index) -> None:
    other = "polaris@example.org"
    index(*(make_listing(n, description=f"{MAIL} or {other}") for n in range(3)))
    cursor = entity(api, f"EMAIL/{MAIL}", limit=1)["next_cursor"]
    answer = api.client.get(
        f"/api/v1/entities/EMAIL/{other}", params={"limit": 1, "cursor": cursor}
    )
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/cursor-malformed"


def test_invalid_identifier_is_told_from_one_that_nobody_showed(api: Api) -> None:
    wrong = api.client.get("/api/v1/entities/BTC/1BoatSLRHtKNngkdXEeobR76b53LETtpyU")
    assert wrong.status_code == 400
    assert "not a valid BTC" in wrong.json()["detail"]
    unknown = api.client.get(f"/api/v1/entities/EMAIL/{MAIL}")
    assert unknown.status_code == 404


def test_value_may_hold_a_slash(api: Api) -> None:
    assert api.client.get("/api/v1/entities/QUANTITY/1%2F2 oz").status_code == 404
