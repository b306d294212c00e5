from search.kibana.dashboards.overview import OVERVIEW, PRICE_STEPS
from tests.search.kibana.dashboards.shown import fields, narrowed_by, panels


def test_it_shows_volume_markets_categories_countries_and_price_levels() -> None:
    assert {
        "___records___",
        "market",
        "resolved.category",
        "resolved.ships_from",
        "resolved.ships_to",
        "facts.price.eur",
        "first_seen_at",
    } <= fields(OVERVIEW)
    assert "Newest listings" in panels(OVERVIEW)


def test_it_is_narrowed_by_market_category_and_country() -> None:
    assert {"market", "resolved.category", "resolved.ships_from"} <= narrowed_by(
        OVERVIEW
    )


def test_price_levels_rise_from_nothing() -> None:
    assert PRICE_STEPS[0] == 0
    assert list(PRICE_STEPS) == sorted(set(PRICE_STEPS))
