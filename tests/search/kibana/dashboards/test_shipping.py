from search.kibana.dashboards.shipping import FROM, SHIPPING, TO, flows
from search.kibana.panels import VegaPanel
from search.kibana.views import Site
from tests.search.kibana.dashboards.shown import chart, panels, splits


def test_flows_are_drawn_from_origins_to_destinations_of_the_site() -> None:
    url = flows(Site("cases"))["data"][0]["url"]
    assert url["index"] == "cases-listings"
    outer = url["body"]["aggs"]["from"]
    assert outer["terms"]["field"] == FROM
    assert outer["aggs"]["to"]["terms"]["field"] == TO
    assert isinstance(panels(SHIPPING)["From where to where"], VegaPanel)


def test_the_matrix_says_the_same_in_numbers() -> None:
    assert splits(chart(SHIPPING, "Matrix of countries")) == [FROM, TO]
