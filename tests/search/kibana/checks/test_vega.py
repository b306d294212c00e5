import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from search.kibana.checks.vega import requests_of
from search.kibana.contents import VegaHere
from search.kibana.findings import Place, Rule
from tests.search.kibana.committed import CommittedFile, Json, packed

TERMS = {"terms": {"field": "market"}}


@contextmanager
def vega(file: CommittedFile) -> Iterator[Json]:
    """Give the request of the first Vega chart of the file to change."""
    for one in file.objects:
        if one["type"] != "dashboard":
            continue
        with packed(one["attributes"], "panelsJSON") as panels:
            for panel in panels:
                saved = panel["embeddableConfig"].get("savedVis", {})
                if saved.get("type") == "vega":
                    with packed(saved["params"], "spec") as spec:
                        data = spec["data"]
                        sources = data if isinstance(data, list) else [data]
                        yield next(one["url"] for one in sources if "url" in one)
                    return
    raise AssertionError("the committed file has no Vega")


@pytest.mark.parametrize(
    ("changes", "rule", "word"),
    [
        ({"index": "logs-*"}, Rule.INDEX, "'logs-*'"),
        ({"%timefield%": "never"}, Rule.FIELD, "'never'"),
        ({"body": {"aggs": {"a": {"terms": {"field": "x"}}}}}, Rule.FIELD, "'x'"),
        (
            {"body": {"aggs": {"a": TERMS | {"aggs": {"b": {"max": {"field": "x"}}}}}}},
            Rule.FIELD,
            "'x'",
        ),
        (
            {"body": {"aggs": {"a": {"terms": {"field": "title"}}}}},
            Rule.AGGREGATABLE,
            "title",
        ),
        ({"body": {"aggs": {"a": {"top_metrics": {}}}}}, Rule.OPERATION, "top_metrics"),
        ({"body": {"aggs": []}}, Rule.SHAPE, "no object"),
        ({"body": {"query": {"match_all": {}}}, "%context%": True}, Rule.QUERY, "both"),
        (
            {"body": {"query": {"term": {"x": 1}}}, "%context%": False},
            Rule.FIELD,
            "'x'",
        ),
        (
            {"body": {"aggs": {"a": {"filter": {"term": {"x": 1}}}}}},
            Rule.FIELD,
            "'x'",
        ),
    ],
)
def test_requests_that_break(changes: Json, rule: Rule, word: str) -> None:
    file = CommittedFile()
    with vega(file) as url:
        url.update(changes)
    assert file.broken(rule, word).panel is not None


def chart(data: Any) -> VegaHere:
    return VegaHere(Place("here"), "T", json.loads(json.dumps({"data": data})))


def test_requests_are_found_in_one_source_and_in_several() -> None:
    one = {"url": {"index": "a-listings", "%context%": True, "body": {"size": 0}}}
    (request,), problems = requests_of(chart(one))
    assert (request.index, request.has_context, request.body) == (
        "a-listings",
        True,
        {"size": 0},
    )
    assert problems == []
    assert len(requests_of(chart([one, {"source": "x"}, one]))[0]) == 2


def test_an_address_outside_is_told() -> None:
    assert requests_of(chart({"url": "https://elsewhere.example"}))[1]
    assert requests_of(chart(None)) == ([], [])
