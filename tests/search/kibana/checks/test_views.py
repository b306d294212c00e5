import json
from typing import Any

import pytest

from search.kibana.findings import Rule
from tests.search.kibana.committed import CommittedFile


@pytest.mark.parametrize(
    ("changes", "rule", "word"),
    [
        ({"timeFieldName": "market"}, Rule.FIELD, "'market' is no date"),
        ({"timeFieldName": "never"}, Rule.FIELD, "'never' is no date"),
        ({"sourceFilters": '[{"value":"embed*"},{"value":"x*"}]'}, Rule.FIELD, "'x*'"),
        ({"fieldFormatMap": '{"nothing":{"id":"url"}}'}, Rule.FIELD, "'nothing'"),
        ({"fieldAttrs": '{"nothing":{}}'}, Rule.FIELD, "'nothing'"),
        ({"runtimeFieldMap": '{"a":{"type":"long"}}'}, Rule.OPERATION, "script"),
        ({"title": "other-listings"}, Rule.INDEX, "'other'"),
        ({"title": "stallwatch-*"}, Rule.INDEX, "'stallwatch-*'"),
        ({"sourceFilters": []}, Rule.SHAPE, "sourceFilters"),
    ],
)
def test_data_views_that_break(changes: dict[str, Any], rule: Rule, word: str) -> None:
    file = CommittedFile()
    file.of("index-pattern")["attributes"] |= changes
    assert file.broken(rule, word).object.startswith("index-pattern")


@pytest.mark.parametrize(
    ("changes", "rule", "word"),
    [
        ({"sort": [["title", "desc"]]}, Rule.AGGREGATABLE, "title"),
        ({"sort": [["nothing", "desc"]]}, Rule.FIELD, "'nothing'"),
        ({"sort": [["last_seen_at", "down"]]}, Rule.SHAPE, "'down'"),
        ({"sort": [["last_seen_at"]]}, Rule.SHAPE, "sort"),
        ({"columns": "market"}, Rule.SHAPE, "columns"),
        ({"columns": ["nothing"]}, Rule.FIELD, "'nothing'"),
    ],
)
def test_searches_that_break(changes: dict[str, Any], rule: Rule, word: str) -> None:
    file = CommittedFile()
    listings = file.of("index-pattern")["id"]
    search = next(
        one
        for one in file.objects
        if one["type"] == "search" and one["references"][0]["id"] == listings
    )
    search["attributes"] |= changes
    assert file.broken(rule, word).object.startswith("search")


def test_the_question_of_a_search_is_checked() -> None:
    file = CommittedFile()
    with file.search_source() as source:
        source["query"] = {"query": "nothing:1", "language": "lucene"}
    assert file.broken(Rule.FIELD, "'nothing'").object.startswith("search")


def test_every_vector_of_the_committed_views_is_hidden() -> None:
    file = CommittedFile()
    hidden = [
        {one["value"] for one in json.loads(view["attributes"]["sourceFilters"])}
        for view in file.objects
        if view["type"] == "index-pattern"
        and view["attributes"]["title"].endswith("-listings")
    ]
    assert hidden
    assert all("embedding" in names for names in hidden)
