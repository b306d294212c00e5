import pytest

from search.kibana.dashboards.prices import GRAMS, PIECES, PRICES
from search.kibana.views import OBSERVATIONS
from tests.search.kibana.dashboards.shown import chart, splits


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Per gram over time, by drug", "entities.DRUG"),
        ("Per gram over time, by country", "resolved.ships_from"),
        ("Per gram over time, by market", "market"),
    ],
)
def test_a_gram_is_followed_over_time(title: str, field: str) -> None:
    panel = chart(PRICES, title)
    assert splits(panel) == [field, "observed_at"]
    assert (panel.view, panel.query) == (OBSERVATIONS, GRAMS)


def test_grams_and_pieces_are_never_mixed() -> None:
    mixed = [
        title
        for title in ("Median per gram", "Per gram by drug", "Quantities offered")
        if chart(PRICES, title).query != GRAMS
    ]
    assert mixed == []
    assert chart(PRICES, "Median per piece").query == PIECES
    assert splits(chart(PRICES, "Per unit")) == [
        "resolved.category",
        "facts.quantity.unit",
    ]
