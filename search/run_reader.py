"""Reads crawl runs: what was read when, how it ended, and what it warns of."""

from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from core import errors
from core.records import CrawlRun, Record, RunOutcome
from core.settings import Settings
from search.client import service_errors
from search.indices import Indices
from search.run_documents import run_from

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_MARKETS = 1_000


class RunsAnswer(Record):
    """Some runs, the latest begun first."""

    total: int
    """All runs that match, exactly."""
    truncated: bool
    """Whether there are earlier runs that are not shown."""
    runs: tuple[CrawlRun, ...]


class MarketFigures(Record):
    """What a market's runs and listings come to."""

    market: str
    last_run: CrawlRun | None
    """The one that began last; None where listings are all that is known."""
    runs: dict[RunOutcome, int]
    present: int
    """Listings that are there, as far as is known."""
    gone: int
    """Listings that a complete run no longer met."""


class RunReader:
    """Reads runs and what they add up to.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def runs(
        self,
        *,
        market: str | None = None,
        before: datetime | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> RunsAnswer:
        """Return runs that have ended, the latest begun first.

        Args:
            market: Only of this one.
            before: Only those that began before this moment.
            limit: Runs at most, 1 to 200.

        Raises:
            QueryError: The limit is out of range.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise errors.QueryError(f"limit must be 1 to {MAX_LIMIT}", limit=limit)
        wanted: list[dict[str, Any]] = []
        if market is not None:
            wanted.append({"term": {"market": market}})
        if before is not None:
            wanted.append({"range": {"started_at": {"lt": before.isoformat()}}})
        with service_errors():
            answer = self._client.search(
                index=self._indices.alias("runs"),
                query={"bool": {"filter": wanted}},
                sort=[{"started_at": "desc"}, {"run_id": "asc"}],
                size=limit,
                track_total_hits=True,
            )
        total = answer["hits"]["total"]["value"]
        found = [hit["_source"] for hit in answer["hits"]["hits"]]
        return RunsAnswer(
            total=total,
            truncated=total > len(found),
            runs=tuple(run_from(source) for source in found),
        )

    def run(self, run_id: str) -> CrawlRun:
        """Return one run.

        Raises:
            NotFoundError: There is no such run.
        """
        try:
            with service_errors():
                hit = self._client.get(index=self._indices.alias("runs"), id=run_id)
        except NotFoundError as error:
            raise errors.NotFoundError(
                "there is no run of this id that has ended: /api/v1/runs lists all",
                id=run_id,
            ) from error
        return run_from(hit["_source"])

    def figures(self) -> list[MarketFigures]:
        """Return the figures of every market, by name."""
        latest = {"top_hits": {"size": 1, "sort": [{"started_at": "desc"}]}}
        outcomes = {"terms": {"field": "outcome"}}
        runs = self._by_market("runs", {"latest": latest, "outcomes": outcomes})
        gone = {"filter": {"exists": {"field": "gone_at"}}}
        listings = self._by_market("listings", {"gone": gone})
        return [
            _figures(market, runs.get(market), listings.get(market))
            for market in sorted(runs.keys() | listings.keys())
        ]

    def dead_letters(self) -> int:
        """Return how many messages could not be worked off."""
        with service_errors():
            alias = self._indices.alias("dead-letters")
            count: int = self._client.count(index=alias)["count"]
        return count

    def _by_market(self, name: str, inner: dict[str, Any]) -> dict[str, dict[str, Any]]:
        terms = {"terms": {"field": "market", "size": MAX_MARKETS}}
        with service_errors():
            answer = self._client.search(
                index=self._indices.alias(name),
                size=0,
                aggregations={"markets": terms | {"aggregations": inner}},
            )
        buckets = answer["aggregations"]["markets"]["buckets"]
        return {bucket["key"]: bucket for bucket in buckets}


def _figures(
    market: str, runs: dict[str, Any] | None, listings: dict[str, Any] | None
) -> MarketFigures:
    hits = runs["latest"]["hits"]["hits"] if runs else []
    outcomes = runs["outcomes"]["buckets"] if runs else []
    gone = listings["gone"]["doc_count"] if listings else 0
    return MarketFigures(
        market=market,
        last_run=run_from(hits[0]["_source"]) if hits else None,
        runs={RunOutcome(item["key"]): item["doc_count"] for item in outcomes},
        present=(listings["doc_count"] if listings else 0) - gone,
        gone=gone,
    )
