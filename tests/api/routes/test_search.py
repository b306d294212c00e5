from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.routes.search import question_from
from api.schemas import SearchParameters
from core.errors import QueryError
from tests.api.conftest import Api
from tests.builders import NOON, make_listing

pytestmark = pytest.mark.elasticsearch

BTC = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
Index = Callable[..., None]


def search(api: Api, **parameters: Any) -> dict[str, Any]:
    answer = api.client.get("/api/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def titles(body: dict[str, Any]) -> set[str]:
    return {hit["title"] for hit in body["hits"]}


def test_search_answers_with_hits_facets_and_total(api: Api, index: Index) -> None:
    index(make_listing(1), make_listing(2, title="Silver ring"))
    body = search(api, q="watch")
    (hit,) = body["hits"]
    assert body["total"] == 1
    assert body["truncated"] is False
    assert body["next_cursor"] is None
    assert hit["market"] == "harbour"
    assert hit["vendor"]["handle"] == "northwind"
    assert hit["price"] == {"raw": "EUR 120", "amount": 121.0, "currency": "EUR"}
    assert hit["score"] > 0
    assert hit["highlights"]["title"] == ["Copied <mark>watch</mark> number1"]
    (value,) = body["facets"]["market"]["values"]
    assert (value["value"], value["count"]) == ("harbour", 1)


def test_search_without_words_lists_everything(api: Api, index: Index) -> None:
    index(*(make_listing(number) for number in range(3)))
    assert search(api)["total"] == 3
    assert search(api, q="   ")["total"] == 3


def test_search_finds_words_without_their_accents(api: Api, index: Index) -> None:
    index(make_listing(1, title="Brief aus Zürich"))
    for words in ("zurich", "ZÜRICH", "Zürich"):
        assert search(api, q=words)["total"] == 1


def test_search_for_an_identifier_is_exact(api: Api, index: Index) -> None:
    index(
        make_listing(1, description=f"Pay to {BTC} first"),
        make_listing(2, description="Pay first, with a boat"),
    )
    body = search(api, q=BTC)
    assert titles(body) == {"Copied watch number1"}
    assert body["matched"] == [{"kind": "BTC", "value": BTC}]
    assert search(api, q=BTC[:-1] + "U")["matched"] == []


def test_search_filters_narrow_and_values_widen(api: Api, index: Index) -> None:
    index(
        make_listing(1),
        make_listing(2, market="lantern", ships_from="DE"),
        make_listing(3, market="foundry", vendor="polaris", category="drugs"),
    )
    assert search(api, market="lantern")["total"] == 1
    assert search(api, market=["lantern", "foundry"])["total"] == 2
    assert search(api, market=["lantern", "foundry"], ships_from="de")["total"] == 1
    assert search(api, vendor="POLARIS")["total"] == 1
    assert search(api, category="drugs")["total"] == 1
    assert search(api, market="none")["total"] == 0


def test_search_by_price_looks_at_one_currency(api: Api, index: Index) -> None:
    dollars = {"raw": "$ 122", "amount": "122", "currency": "USD"}
    index(make_listing(1), make_listing(2), make_listing(3, price=dollars))
    assert search(api, price_min=122, currency="EUR")["total"] == 1
    assert search(api, price_max=122, currency="eur")["total"] == 2
    assert search(api, price_min=1, price_max=500, currency="USD")["total"] == 1


def test_search_by_time_of_sighting(api: Api, index: Index) -> None:
    index(make_listing(1), make_listing(2, observed_at=NOON + timedelta(days=2)))
    tomorrow = (NOON + timedelta(days=1)).isoformat()
    assert titles(search(api, seen_from=tomorrow)) == {"Copied watch number2"}
    assert titles(search(api, seen_to=tomorrow)) == {"Copied watch number1"}


@pytest.mark.parametrize("q", [None, "watch"])
def test_paging_shows_every_listing_once(api: Api, index: Index, q: str | None) -> None:
    index(*(make_listing(number) for number in range(23)))
    parameters: dict[str, Any] = {"limit": 5} | ({"q": q} if q else {})
    seen: list[str] = []
    cursor: dict[str, str] = {}
    pages = 0
    while True:
        body = search(api, **parameters, **cursor)
        assert body["total"] == 23
        assert (body["facets"] is None) is (pages > 0)
        seen += [hit["listing_id"] for hit in body["hits"]]
        pages += 1
        if pages == 2:
            # What is written meanwhile does not move the pages.
            index(make_listing(99))
        if body["next_cursor"] is None:
            break
        cursor = {"cursor": body["next_cursor"]}
    assert pages == 5
    assert len(seen) == len(set(seen)) == 23


def test_cursor_of_another_question_is_malformed(api: Api, index: Index) -> None:
    index(*(make_listing(number) for number in range(3)))
    cursor = search(api, limit=1)["next_cursor"]
    for changed in ("limit=2", "limit=1&market=harbour"):
        answer = api.client.get(f"/api/v1/search?{changed}&cursor={cursor}")
        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/cursor-malformed"
    assert search(api, limit=1, cursor=cursor)["hits"]


def test_cursor_that_is_too_old_is_gone(api: Api, index: Index) -> None:
    index(*(make_listing(number) for number in range(3)))
    cursor = search(api, limit=1)["next_cursor"]
    signer = api.client.app.state.services.signer  # type: ignore[attr-defined]
    signer._now = lambda: NOON + timedelta(days=36_500)
    answer = api.client.get("/api/v1/search", params={"limit": 1, "cursor": cursor})
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/cursor-expired"
    assert "again" in answer.json()["detail"]


def test_cursor_whose_point_in_time_is_gone_is_gone(api: Api, index: Index) -> None:
    index(*(make_listing(number) for number in range(3)))
    cursor = search(api, limit=1)["next_cursor"]
    api.elasticsearch.perform_request(
        "DELETE",
        "/_pit",
        headers={"content-type": "application/json", "accept": "application/json"},
        body={"id": _point_of(cursor)},
    )
    answer = api.client.get("/api/v1/search", params={"limit": 1, "cursor": cursor})
    assert answer.status_code == 410


def _point_of(cursor: str) -> str:
    import base64
    import json

    sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    return str(json.loads(sealed[32:])["at"]["point"])


def test_hostile_text_comes_back_harmless(api: Api, index: Index) -> None:
    index(
        make_listing(
            1,
            title="watch <script>alert(1)</script>",
            description='watch <img src=x onerror="alert(1)"> \ue000watch\ue001',
        )
    )
    answer = api.client.get("/api/v1/search", params={"q": "watch script img"})
    (hit,) = answer.json()["hits"]
    assert answer.headers["content-type"] == "application/json"
    for pieces in hit["highlights"].values():
        for piece in pieces:
            bare = piece.replace("<mark>", "").replace("</mark>", "")
            assert "<" not in bare
            assert ">" not in bare
            assert "<mark>" in piece


@pytest.mark.parametrize(
    "q",
    [
        '"', "* OR *", "market:harbour", "\\", "a" * 512, "AND", "~2 ^9 [ TO ]",
        "\x00", "\u202e\u200b", "😀", "{}\n{}", "*", "(((((", "a -b +c | d",
    ],
)  # fmt: skip
def test_no_question_is_an_error_of_the_service(api: Api, index: Index, q: str) -> None:
    index(make_listing(1))
    answer = api.client.get("/api/v1/search", params={"q": q})
    assert answer.status_code == 200, answer.text


def test_question_needs_price_and_currency_together() -> None:
    for values in ({"price_min": 1.0}, {"price_max": 1.0}, {"currency": "EUR"}):
        with pytest.raises(QueryError, match="currency"):
            question_from(SearchParameters.model_validate(values))


def test_question_names_what_does_not_fit() -> None:
    values = {"price_min": 2, "price_max": 1, "currency": "EUR"}
    with pytest.raises(QueryError, match="price_min is above price_max"):
        question_from(SearchParameters.model_validate(values))
