import pytest

from search.kibana.dashboards.entities import ENTITIES
from tests.search.kibana.dashboards.shown import chart, splits


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Drugs", "DRUG"), ("Weapons", "WEAPON"), ("Documents", "DOCUMENT")],
)
def test_each_kind_says_who_showed_it_and_since_when(title: str, kind: str) -> None:
    panel = chart(ENTITIES, title)
    assert splits(panel) == [f"entities.{kind}"]
    measured = {column.source for column in panel.chart.columns}
    assert {"vendor_id", "market", "first_seen_at", "last_seen_at"} <= measured


def test_identifiers_name_the_accounts_that_showed_them() -> None:
    panel = chart(ENTITIES, "Who showed them")
    assert splits(panel) == ["holders", "vendor_handle", "vendor_id"]


def test_it_looks_at_listings_and_profiles() -> None:
    assert chart(ENTITIES, "Identifiers").view.indices == ("listings", "vendors")
