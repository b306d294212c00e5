"""Crawl runs as documents, with what charts need of them, and back; pure."""

from core.ids import stable_id
from core.records import CrawlRun
from search.documents import Document

NOT_OF_A_RUN = {"met", "seconds"}
"""Fields that a run's document has besides the record's own."""


def run_document(run: CrawlRun) -> Document:
    """Return a run as a document."""
    ended = run.finished_at
    return {
        **run.model_dump(),
        "met": run.listings + run.sighted,
        "seconds": (ended - run.started_at).total_seconds() if ended else None,
    }


def run_from(source: Document) -> CrawlRun:
    """Return the run that a document holds."""
    own = {key: value for key, value in source.items() if key not in NOT_OF_A_RUN}
    return CrawlRun.model_validate(own)


def fill_documents(run: CrawlRun) -> dict[str, Document]:
    """Return how full each field of a run's pages was, one document a field, by its id."""
    rates = {stable_id("fill", run.run_id, field): field for field in run.fill}
    return {
        fill_id: {
            "fill_id": fill_id,
            "run_id": run.run_id,
            "market": run.market,
            "started_at": run.started_at,
            "field": field,
            "page": field.partition(".")[0],
            "filled": run.fill[field],
        }
        for fill_id, field in rates.items()
    }
