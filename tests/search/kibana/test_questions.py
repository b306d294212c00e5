import gzip
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from typing_extensions import override

from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.settings import Settings
from search.client import connect
from search.indices import Indices
from search.kibana.charts import Axes, Figure, Table
from search.kibana.columns import average, count, distinct, over_time, top
from search.kibana.dashboard import Control, Dashboard, Row
from search.kibana.objects import SavedObject
from search.kibana.panels import ChartPanel, SavedSearch
from search.kibana.questions import (
    Answered,
    Question,
    ask,
    buckets_table,
    questions,
    unanswered,
)
from search.kibana.reading import read_objects
from search.kibana.views import LISTINGS, Site
from tests.search.kibana.committed import CommittedFile

_COUNT = count("Listings")
_SEARCH = SavedSearch(
    "Newest",
    "Which are new?",
    "newest",
    LISTINGS,
    ("market", "title"),
    newest_by="last_seen_at",
)
_PANELS = (
    ChartPanel("How many", "", LISTINGS, Figure(_COUNT)),
    ChartPanel(
        "Per market",
        "",
        LISTINGS,
        Table((top("Market", "market", _COUNT),), (_COUNT, average("Sold", "sold"))),
    ),
    ChartPanel(
        "Over time",
        "",
        LISTINGS,
        Axes(over_time("Day", "first_seen_at"), (_COUNT,)),
        "market:lamps",
    ),
    ChartPanel("Groups", "", LISTINGS, Figure(distinct("Groups", "duplicate_group"))),
    _SEARCH,
)
_DASHBOARD = Dashboard(
    "test",
    "Test",
    "",
    (Row(5, _PANELS),),
    (Control("Market", "market", LISTINGS), Control("Kind", "unit", LISTINGS)),
)


def objects() -> list[SavedObject]:
    return [LISTINGS.build(Site()), _SEARCH.build(), _DASHBOARD.build(Site())]


@pytest.fixture
def filled(client: Elasticsearch, ready: Settings) -> Settings:
    """Three listings of this week, and one of before the dashboard's span of time."""
    now = utc_now()
    seen = [("lamps", 1, 4), ("lamps", 2, 8), ("doors", 3, 10), ("doors", 900, 99)]
    for market, days, sold in seen:
        at = now - timedelta(days=days)
        client.index(
            index=Indices(ready.index_prefix).alias("listings"),
            document={
                "market": market,
                "title": f"of {market}",
                "sold": sold,
                "first_seen_at": at,
                "last_seen_at": at,
            },
            refresh=True,
        )
    return ready


def by_title(
    client: Elasticsearch, settings: Settings, asked: list[Question]
) -> dict[str, Answered]:
    return {one.question.title: one for one in ask(client, settings, asked)}


def rows(answered: Answered) -> tuple[tuple[Any, ...], ...]:
    assert answered.table is not None, answered.refused
    return answered.table.rows


@pytest.mark.elasticsearch
def test_answers_are_those_that_kibana_would_draw(
    client: Elasticsearch, filled: Settings
) -> None:
    answers = by_title(client, filled, questions(objects()))
    assert rows(answers["How many"]) == ((3,),)
    assert rows(answers["Per market"]) == (("lamps", 2, 6.0), ("doors", 1, 10.0))
    assert [row[1] for row in rows(answers["Over time"])] == [1, 1]
    assert rows(answers["Market"]) == (("lamps", 2), ("doors", 1))
    assert rows(answers["Newest"])[0] == ("lamps", "of lamps")
    assert len(rows(answers["Newest"])) == 3


@pytest.mark.elasticsearch
def test_what_shows_nothing_is_named(client: Elasticsearch, filled: Settings) -> None:
    gaps = unanswered(ask(client, filled, questions(objects())))
    assert {(one.panel, one.reason) for one in gaps} == {
        ("'Groups'", "finds nothing"),
        ("control 'Kind'", "finds nothing"),
    }
    assert all("crawl a market" in one.remedy for one in gaps)


@pytest.mark.elasticsearch
def test_a_server_refuses_none_of_the_committed_questions(
    client: Elasticsearch, ready: Settings
) -> None:
    found = read_objects(CommittedFile().raw())[0]
    gaps = unanswered(ask(client, ready, questions(found)))
    assert {gap.reason for gap in gaps} == {"finds nothing"}
    assert len(gaps) == len(questions(found))


@pytest.mark.elasticsearch
def test_a_refused_question_is_told_and_hides_no_other(
    client: Elasticsearch, filled: Settings
) -> None:
    asked = questions(objects())
    bad = asked[0].body | {"aggs": {"x": {"last_value": {"field": "market"}}}}
    wrong = Question(
        asked[0].place, "Wrong", "lnsMetric", ("listings",), bad, buckets_table
    )
    answers = by_title(client, filled, [wrong, *asked[1:]])
    assert "last_value" in str(answers["Wrong"].refused)
    assert rows(answers["Per market"])


class Stumbles(BaseHTTPRequestHandler):
    """Fails at the first request that it is sent, as a node does whose shards just start."""

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            sent = gzip.decompress(sent)
        asked = len(sent.splitlines()) // 2
        failed: dict[str, Any] = {"status": 500, "error": {"reason": "closed"}}
        empty = {"status": 200, "hits": {"hits": []}, "aggregations": {}}
        server: Any = self.server
        server.requests += 1
        answer = failed if server.requests == 1 else empty
        body = json.dumps({"responses": [answer] * asked}).encode()
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header(
            "Content-Type", "application/vnd.elasticsearch+json;compatible-with=8"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def stumbling() -> Iterator[Settings]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stumbles)
    server.requests = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Settings(elasticsearch_url=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_a_server_fails_at_is_asked_once_more(stumbling: Settings) -> None:
    asked = [one for one in questions(objects()) if one.title == "Newest"]
    with connect(stumbling) as client:
        answers = list(ask(client, stumbling, asked))
    assert [rows(one) for one in answers] == [()] * len(asked)
    assert asked


def test_no_server_at_all_is_told() -> None:
    settings = Settings(elasticsearch_url="http://127.0.0.1:9")
    with (
        connect(settings) as client,
        pytest.raises(ServiceUnavailableError, match="does not answer"),
    ):
        unanswered(ask(client, settings, questions(objects())))


def test_every_panel_control_and_search_of_the_committed_file_asks() -> None:
    file = CommittedFile()
    found = read_objects(file.raw())[0]
    asked = {(one.place.object, one.place.panel) for one in questions(found)}
    for dashboard in (one for one in file.objects if one["type"] == "dashboard"):
        name = f"dashboard {dashboard['attributes']['title']!r}"
        for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
            saved = panel["embeddableConfig"].get("savedVis", {})
            if saved.get("type") != "markdown":
                assert (name, repr(panel["title"])) in asked
        group = dashboard["attributes"]["controlGroupInput"]
        for control in json.loads(group["panelsJSON"]).values():
            title = control["explicitInput"]["title"]
            assert (name, f"control {title!r}") in asked
    for search in (one for one in file.objects if one["type"] == "search"):
        assert (f"search {search['attributes']['title']!r}", None) in asked


def test_buckets_of_any_depth_become_rows() -> None:
    inner = {"buckets": [{"key": "to", "doc_count": 2}]}
    outer = {"buckets": [{"key": "from", "doc_count": 2, "x": inner}]}
    table = buckets_table({"aggregations": {"flows": outer}})
    assert table.rows == (("from", "to", 2),)
    composite = {"buckets": [{"key": {"a": "x", "b": "y"}, "doc_count": 1}]}
    assert buckets_table({"aggregations": {"c": composite}}).rows == (("x", "y", 1),)
    assert buckets_table({"aggregations": {"n": {"max": 5, "min": 1}}}).rows == ((5,),)
    assert buckets_table({}).rows == ()
