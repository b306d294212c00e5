from search.kibana.build import DASHBOARDS
from search.kibana.dashboards.navigation import TITLES, navigation
from search.kibana.views import Site


def test_it_leads_to_every_other_dashboard() -> None:
    text = navigation("overview", "A note.").write(Site())
    others = [one for one in DASHBOARDS if one.key != "overview"]
    assert all(f"#/view/{one.id}" in text for one in others)
    assert f"#/view/{DASHBOARDS[0].id}" not in text
    assert "A note." in text


def test_it_names_the_dashboards_as_they_are_named() -> None:
    assert [f"Stallwatch: {title}" for title in TITLES.values()] == [
        one.title for one in DASHBOARDS
    ]
    assert list(TITLES) == [one.key for one in DASHBOARDS]


def test_it_leads_to_the_sites_api() -> None:
    text = navigation("health", "").write(Site("cases", "https://watch.example"))
    assert "(https://watch.example/api/docs)" in text
