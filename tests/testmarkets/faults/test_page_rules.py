from collections.abc import Callable

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from testmarkets.faults.ground import OUTSIDE_ORIGIN
from testmarkets.faults.page_rules import FaultKind, FaultRule, FaultyApp
from testmarkets.skins.skin import Skin

MakeFaulty = Callable[..., TestClient]


@pytest.fixture
def faulty(make_skin: Callable[..., Skin]) -> MakeFaulty:
    """A factory of clients of a market whose listing a1 is wrong."""

    def make(market: str, kind: FaultKind, **changes: str) -> TestClient:
        skin = make_skin(market)
        rule = FaultRule.model_validate({"kind": kind, "listing": "a1"} | changes)
        app = FaultyApp(skin.app, (rule,), skin.listing_path)
        return TestClient(app, follow_redirects=False)

    return make


def test_rule_without_a_page_is_refused() -> None:
    with pytest.raises(ValidationError, match="either a path or a listing"):
        FaultRule(kind=FaultKind.STALL)


def test_other_pages_are_as_usual(faulty: MakeFaulty) -> None:
    client = faulty("lantern", FaultKind.SERVER_ERROR)
    assert client.get("/p/a1").status_code == 500
    assert client.get("/p/hostile").status_code == 200
    # A page is named with its query.
    assert client.get("/p/a1?x=1").status_code == 200


def test_page_is_named_by_path_and_query(make_skin: Callable[..., Skin]) -> None:
    skin = make_skin("foundry")
    rule = FaultRule(kind=FaultKind.CHALLENGE, path="/viewforum.php?f=2")
    client = TestClient(FaultyApp(skin.app, (rule,), skin.listing_path))
    assert "Are you human" in client.get("/viewforum.php?f=2").text
    assert "Are you human" not in client.get("/viewforum.php?f=2&start=0").text


@pytest.mark.parametrize(
    ("market", "price"),
    [("lantern", "1.234,50"), ("foundry", "1234.50"), ("nordmarkt", "1.234,50")],
)
def test_page_without_price_has_all_but_the_price(
    faulty: MakeFaulty, market: str, price: str, make_skin: Callable[..., Skin]
) -> None:
    skin = make_skin(market)
    path = skin.listing_path("a1")
    usual = TestClient(skin.app).get(path).content.decode(skin.charset)
    without = faulty(market, FaultKind.NO_PRICE).get(path).content.decode(skin.charset)
    assert price in usual
    assert price not in without
    assert "1234.50" not in without
    assert "A fine thing" in without


def test_harbour_page_without_price(
    make_skin: Callable[..., Skin], log_in: Callable[..., str]
) -> None:
    skin = make_skin("harbour")
    rule = FaultRule(kind=FaultKind.NO_PRICE, listing="a1")
    client = TestClient(FaultyApp(skin.app, (rule,), skin.listing_path))
    log_in(client)
    assert "BTC" in client.get("/listing/hostile").text
    assert "BTC" not in client.get("/listing/a1").text


def test_redirect_and_link_lead_out_of_the_market(faulty: MakeFaulty) -> None:
    redirect = faulty("lantern", FaultKind.REDIRECT_OUT).get("/p/a1")
    assert (redirect.status_code, redirect.headers["location"]) == (302, OUTSIDE_ORIGIN)
    aim = "http://127.0.0.1:9/elsewhere"
    page = faulty("lantern", FaultKind.LINK_OUT, target=aim).get("/p/a1").text
    assert f'href="{aim}"' in page
    assert "A fine thing" in page


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_changes_the_page(
    faulty: MakeFaulty, make_skin: Callable[..., Skin], kind: FaultKind
) -> None:
    if kind in (FaultKind.STALL, FaultKind.TRUNCATED, FaultKind.GZIP_BOMB):
        # These need a connection that can be cut or closed: see test_answers.
        kind = FaultKind.HALF_PAGE
    usual = TestClient(make_skin("lantern").app).get("/p/a1")
    wrong = faulty("lantern", kind).get("/p/a1")
    assert wrong.content != usual.content
