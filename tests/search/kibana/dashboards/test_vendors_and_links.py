from search.kibana.dashboards.vendors_and_links import OPEN, VENDORS_AND_LINKS
from search.kibana.panels import SavedSearch
from search.kibana.views import CLUSTERS, LINKS
from tests.search.kibana.dashboards.shown import chart, panels, splits


def saved(title: str) -> SavedSearch:
    panel = panels(VENDORS_AND_LINKS)[title]
    assert isinstance(panel, SavedSearch)
    return panel


def test_links_that_nobody_judged_come_surest_first() -> None:
    search = saved("Links awaiting judgement")
    assert (search.view, search.query) == (LINKS, OPEN)
    assert search.newest_by == "probability"
    assert {"handles", "evidence.kind", "link_id"} <= set(search.columns)


def test_clusters_come_largest_first_and_name_their_accounts() -> None:
    search = saved("Largest clusters")
    assert (search.view, search.newest_by) == (CLUSTERS, "size")
    assert "handles" in search.columns


def test_shared_identifiers_leave_out_values_that_link_nobody() -> None:
    assert splits(chart(VENDORS_AND_LINKS, "Shared identifiers")) == ["holders"]


def test_it_shows_groups_of_near_duplicates() -> None:
    groups = chart(VENDORS_AND_LINKS, "Near-duplicate listings")
    assert splits(groups) == ["duplicate_group"]
