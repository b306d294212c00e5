from search.kibana.dashboards.controls import market, narrowing
from search.kibana.views import LISTINGS


def test_narrowing_is_by_market_category_and_countries() -> None:
    assert [(one.title, one.field) for one in narrowing(LISTINGS)] == [
        ("Market", "market"),
        ("Category", "resolved.category"),
        ("Ships from", "resolved.ships_from"),
        ("Ships to", "resolved.ships_to"),
    ]
    assert market(LISTINGS) == narrowing(LISTINGS)[0]
