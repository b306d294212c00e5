import json

from scrapy.crawler import Crawler

from crawlers.context import CrawlContext
from crawlers.progress import ProgressExtension, write_progress


def test_progress_holds_the_counts(context: CrawlContext) -> None:
    context.state.pages = 7
    write_progress(context.paths, context.state, finished=True)
    counts = json.loads(context.paths.progress.read_text())
    assert counts == {
        "run_id": "r1",
        "market": "lamps",
        "pages": 7,
        "listings": 0,
        "vendors": 0,
        "unreadable": 0,
        "out_of_scope": 0,
        "missing_pages": 0,
        "sighted": 0,
        "images": 0,
        "feedback": 0,
        "resumes": 0,
        "finished": True,
    }


def test_progress_that_cannot_be_written_does_not_stop_the_crawl(
    crawler: Crawler, context: CrawlContext
) -> None:
    context.settings.home.joinpath("runs").write_text("in the way")
    ProgressExtension(crawler)._write()
    assert context.state.stopped is None
