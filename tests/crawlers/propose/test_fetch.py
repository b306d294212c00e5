from collections.abc import Iterator
from datetime import date

import pytest

from core.errors import OutOfScopeError, SourceUnavailableError
from core.records import Authorisation
from crawlers.propose.fetch import FetchedSamples, fetch_samples
from tests.crawlers.small_market import SmallMarket, html, redirect, serve_small_market

ORDER = Authorisation(
    reference="A", authority="B", legal_basis="C", valid_until=date(2099, 1, 1)
)


@pytest.fixture
def market() -> Iterator[SmallMarket]:
    with serve_small_market() as market:
        yield market


def fetch(
    market: SmallMarket, *, most: int = 30, path: str = "/"
) -> tuple[FetchedSamples, list[float]]:
    pauses: list[float] = []
    found = fetch_samples(
        f"{market.origin}{path}",
        authorisation=ORDER,
        most=most,
        proxy=None,
        pause=pauses.append,
    )
    return found, pauses


def test_a_few_pages_of_each_shape_are_fetched_slowly(market: SmallMarket) -> None:
    market.fill(40)
    found, pauses = fetch(market)
    names = [page.name.removeprefix(market.origin) for page in found.pages]
    assert 1 < len(names) <= 30
    assert (
        sum("/item" in name or "/listing" in name or "/offer" in name for name in names)
        <= 4
    )
    assert pauses
    assert set(pauses) == {1.0}
    assert found.stopped is None


def test_no_more_pages_than_asked_for(market: SmallMarket) -> None:
    market.fill(40)
    assert len(fetch(market, most=3)[0].pages) == 3


def test_login_page_ends_it(market: SmallMarket) -> None:
    market.routes["/"] = html("<form><input name=u><input type=password name=p></form>")
    found, _ = fetch(market)
    assert found.stopped is not None
    assert "login page" in found.stopped


def test_challenge_page_ends_it_and_nothing_is_solved(market: SmallMarket) -> None:
    market.routes["/"] = html(
        "<img src=/captcha.png><form><input name=code></form><a href=/x>x</a>"
    )
    found, _ = fetch(market)
    assert found.stopped is not None
    assert "challenge page" in found.stopped
    assert [asked.path for asked in market.asked] == ["/"]


def test_other_hosts_and_harmful_addresses_are_never_asked(market: SmallMarket) -> None:
    market.routes["/"] = html(
        "<a href=http://127.0.0.2:9/>away</a><a href=/logout>out</a><a href=/away>x</a><a href=/ok>y</a>"
    )
    market.routes["/away"] = redirect("http://127.0.0.2:9/there")
    market.routes["/ok"] = html("<p>fine</p>")
    found, _ = fetch(market)
    assert [page.name.removeprefix(market.origin) for page in found.pages] == [
        "/",
        "/ok",
    ]
    assert [asked.path for asked in market.asked] == ["/", "/away", "/ok"]


def test_market_that_is_away_is_told() -> None:
    with pytest.raises(SourceUnavailableError, match="does not answer"):
        fetch_samples("http://127.0.0.1:9/", authorisation=ORDER, most=3, proxy=None)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://user@a.example/", "http://a.onion/"]
)
def test_address_that_may_not_be_fetched_is_refused(url: str) -> None:
    with pytest.raises(OutOfScopeError):
        fetch_samples(url, authorisation=ORDER, most=3, proxy=None)
