import json

from search.kibana.charts import Figure
from search.kibana.columns import count
from search.kibana.panels import ChartPanel, SavedSearch, TextPanel, VegaPanel
from search.kibana.views import LISTINGS, Site

SITE = Site("cases", "https://watch.example")
SEARCH = SavedSearch(
    "Newest",
    "Which are new?",
    "newest",
    LISTINGS,
    ("market", "title"),
    newest_by="first_seen_at",
    query="_exists_:title",
)


def test_a_chart_is_held_by_value_and_its_references_carry_the_panels_key() -> None:
    panel = ChartPanel("Listings", "How many?", LISTINGS, Figure(count("Listings")))
    placed = panel.placed("p1", SITE)
    attributes = placed.state["embeddableConfig"]["attributes"]
    (inner,) = attributes["references"]
    (outer,) = placed.references
    assert (placed.state["type"], attributes["type"]) == ("lens", "lens")
    assert (outer.id, outer.name) == (inner["id"], f"p1:{inner['name']}")


def test_a_saved_search_is_an_object_of_its_own() -> None:
    made = SEARCH.build()
    source = json.loads(made.attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    (reference,) = made.references
    assert source["indexRefName"] == reference.name
    assert "index" not in source
    assert reference.id == LISTINGS.id
    assert made.attributes["sort"] == [["first_seen_at", "desc"]]
    assert source["query"] == {"query": "_exists_:title", "language": "lucene"}


def test_a_dashboard_shows_a_saved_search_by_reference() -> None:
    placed = SEARCH.placed("p1", SITE)
    (reference,) = placed.references
    assert reference.id == SEARCH.build().id
    assert reference.name == f"p1:{placed.state['panelRefName']}"


def test_a_text_is_written_for_the_site_and_has_no_title_above_it() -> None:
    panel = TextPanel("Where", "Leads on.", lambda site: f"[API]({site.api_url})")
    state = panel.placed("p1", SITE).state
    saved = state["embeddableConfig"]["savedVis"]
    assert saved["params"]["markdown"] == "[API](https://watch.example)"
    assert state["embeddableConfig"]["hidePanelTitles"] is True


def test_a_vega_picture_carries_its_specification_as_text() -> None:
    panel = VegaPanel(
        "Flows", "Whither?", lambda site: {"index": site.alias("listings")}
    )
    state = panel.placed("p1", SITE).state
    saved = state["embeddableConfig"]["savedVis"]
    assert json.loads(saved["params"]["spec"]) == {"index": "cases-listings"}
    assert (saved["type"], saved["description"]) == ("vega", "Whither?")
