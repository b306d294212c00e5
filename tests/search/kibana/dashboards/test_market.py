from search.kibana.dashboards.market import MARKET
from search.kibana.views import OBSERVATIONS
from tests.search.kibana.dashboards.shown import chart, fields, narrowed_by, splits


def test_it_shows_offer_accounts_prices_and_mirrors_over_time() -> None:
    assert "seen" in splits(chart(MARKET, "Offer over time"))
    assert "seen" in splits(chart(MARKET, "Accounts over time"))
    assert splits(chart(MARKET, "Prices over time")) == ["observed_at"]
    assert "host" in splits(chart(MARKET, "Addresses and mirrors"))
    assert "vendor_id" in fields(MARKET)


def test_prices_over_time_are_those_that_were_seen_not_those_of_now() -> None:
    assert chart(MARKET, "Prices over time").view is OBSERVATIONS


def test_it_is_narrowed_by_market() -> None:
    assert "market" in narrowed_by(MARKET)
