import json

from search.kibana.sankey import sankey

SPEC = sankey(
    index="stallwatch-listings",
    time="last_seen_at",
    left="from_field",
    right="to_field",
    most=7,
    nothing="It's empty",
)


def data(name: str) -> dict[str, object]:
    (found,) = (one for one in SPEC["data"] if one["name"] == name)
    return dict(found)


def test_kibana_adds_filters_and_time_to_the_question() -> None:
    url = data("flows")["url"]
    assert isinstance(url, dict)
    assert (url["%context%"], url["%timefield%"]) == (True, "last_seen_at")
    # A query of its own would be refused beside the dashboard's.
    assert set(url["body"]) == {"size", "aggs"}
    outer = url["body"]["aggs"]["from"]
    assert outer["terms"] == {"field": "from_field", "size": 7}
    assert outer["aggs"]["to"]["terms"] == {"field": "to_field", "size": 7}


def test_every_mark_and_scale_reads_data_that_there_is() -> None:
    names = {one["name"] for one in SPEC["data"]}
    sources = {one["source"] for one in SPEC["data"] if "source" in one}
    marks = {one["from"]["data"] for one in SPEC["marks"]}
    scales = {one["domain"]["data"] for one in SPEC["scales"]}
    assert sources | marks | scales <= names
    named = {one["name"] for one in SPEC["scales"]}
    used = {
        value["scale"]
        for mark in SPEC["marks"]
        for value in mark["encode"]["update"].values()
        if "scale" in value
    }
    assert used <= named


def test_it_says_so_where_there_is_nothing() -> None:
    (text,) = (one for one in SPEC["marks"] if one["from"]["data"] == "whole")
    expression = text["encode"]["update"]["text"]["signal"]
    assert expression == """datum.flows ? '' : "It's empty\""""


def test_nothing_is_fetched_from_elsewhere() -> None:
    urls = [one["url"] for one in SPEC["data"] if "url" in one]
    assert [set(url) for url in urls] == [{"%context%", "%timefield%", "index", "body"}]
    assert json.loads(json.dumps(SPEC)) == SPEC
