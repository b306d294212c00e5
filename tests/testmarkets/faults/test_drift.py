from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

Trapped = Callable[..., TestClient]
PATHS = [f"/p/m{number}" for number in range(60)]


def has_price(client: TestClient, path: str) -> bool:
    return 'class="product-price"' in client.get(path).text


@pytest.mark.parametrize(
    ("market", "path", "label"),
    [
        ("lantern", "/p/a1", 'class="offer-now"'),
        ("foundry", "/viewtopic.php?t=a1", "Asking: 1234.50 EUR"),
        ("nordmarkt", "/angebot-a1.html", "<TD>Betrag<TD>"),
    ],
)
def test_price_is_called_otherwise(
    trapped: Trapped, market: str, path: str, label: str
) -> None:
    page = trapped(market, {"kind": "layout_change"}).get(path)
    assert label.encode() in page.content
    assert b"1.234,50" in page.content or b"1234.50" in page.content


def test_another_field_can_change(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "layout_change", "field": "ships_from"})
    assert has_price(client, "/p/a1")
    assert 'class="tag from"' not in client.get("/p/a1").text


def test_layout_changes_on_its_day(trapped: Trapped) -> None:
    trap = {"kind": "layout_change", "from_day": 3}
    days = [has_price(trapped("lantern", trap, day=day), "/p/a1") for day in (2, 3, 4)]
    assert days == [True, False, False]


def test_layout_changes_in_the_middle_of_a_visit(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "layout_change", "after_requests": 2})
    assert [has_price(client, "/p/a1") for _ in range(4)] == [True, True, False, False]


def test_only_a_share_of_the_pages_changes(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "layout_change", "share": 0.5}, more=60)
    kept = [has_price(client, path) for path in PATHS]
    assert 15 <= sum(kept) <= 45
    assert kept == [has_price(client, path) for path in PATHS]
