import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from testmarkets.skins.skin import Skin


@pytest.fixture
def client(make_skin: Callable[..., Skin]) -> TestClient:
    return TestClient(make_skin("lantern", more=30).app)


def structured(html: str) -> dict[str, Any]:
    script = html.partition('<script type="application/ld+json">')[2]
    data: dict[str, Any] = json.loads(script.partition("</script>")[0])
    return data


def test_listing_carries_its_offer_as_json_ld(client: TestClient) -> None:
    product = structured(client.get("/p/a1").text)
    assert product["@type"] == "Product"
    assert product["offers"]["price"] == "1234.50"
    assert product["offers"]["priceCurrency"] == "EUR"
    assert product["offers"]["seller"]["url"] == "/seller/v-1"


def test_json_ld_of_a_hostile_title_stays_in_its_script(client: TestClient) -> None:
    html = client.get("/p/hostile").text
    title = "<script>alert(1)</script> & \"quoted\" 'title' </td></table>"
    assert structured(html)["name"] == title
    assert html.count("</script>") == 1


def test_price_is_written_with_a_comma(client: TestClient) -> None:
    assert "€ 1.234,50" in client.get("/p/a1").text


def test_category_is_cards_with_a_link_to_the_next_page(client: TestClient) -> None:
    html = client.get("/c/services-identity-papers").text
    assert html.count('<div class="card">') == 25
    assert 'rel="next" href="/c/services-identity-papers/2"' in html
    last = client.get("/c/services-identity-papers/2").text
    assert last.count('<div class="card">') == 7
    assert 'rel="next"' not in last
