from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.records import AlertKind, CrawlRun, RunAlert, RunOrigin, RunOutcome
from crawlers.context import CrawlContext
from crawlers.health.metrics import COUNTS, merged, metrics_file, write_metrics


@pytest.fixture
def run(context: CrawlContext) -> CrawlRun:
    state = context.state
    run = state.run(
        RunOutcome.DEGRADED, finished_at=state.started_at + timedelta(seconds=90)
    )
    alert = RunAlert(kind=AlertKind.LAYOUT_DRIFT, message="x", field="listing.price")
    return run.model_copy(
        update={
            "pages": 20,
            "bytes_received": 5_000,
            "fill": {"listing.price": 0.25},
            "alerts": (alert,),
        }
    )


def samples(path: Path) -> dict[tuple[str, str], float]:
    """Read the file as Prometheus would: name and the label beside the market."""
    values = {}
    for family in text_string_to_metric_families(path.read_text(encoding="utf-8")):
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("market") == "lamps"
            name = sample.name.removeprefix("stallwatch_crawl_")
            values[name, "".join(labels.values())] = sample.value
    return values


def test_figures_of_a_run_can_be_collected(run: CrawlRun, tmp_path: Path) -> None:
    write_metrics(tmp_path, run)
    seen = samples(metrics_file(tmp_path, "lamps"))
    assert run.finished_at is not None
    assert seen["pages", ""] == 20
    assert seen["bytes_received", ""] == 5_000
    assert seen["outcome", "degraded"] == 1
    assert seen["outcome", "complete"] == 0
    assert seen["alerts", "layout_drift"] == 1
    assert seen["alerts", "challenge"] == 0
    assert seen["field_fill_ratio", "listing.price"] == 0.25
    assert seen["duration_seconds", ""] == 90
    assert seen["finished_timestamp_seconds", ""] == run.finished_at.timestamp()
    assert {name for name, _ in seen} >= COUNTS.keys()


def test_next_run_replaces_the_figures(run: CrawlRun, tmp_path: Path) -> None:
    write_metrics(tmp_path, run)
    write_metrics(tmp_path, run.model_copy(update={"fill": {"vendor.sales": 1.0}}))
    seen = samples(metrics_file(tmp_path, "lamps"))
    assert ("field_fill_ratio", "listing.price") not in seen
    assert seen["field_fill_ratio", "vendor.sales"] == 1.0
    folder = metrics_file(tmp_path, "lamps").parent
    assert [path.name for path in folder.iterdir()] == ["crawl-lamps.prom"]


def test_run_does_not_fail_for_want_of_metrics(run: CrawlRun, tmp_path: Path) -> None:
    in_the_way = tmp_path / "metrics"
    in_the_way.write_text("a file", encoding="utf-8")
    write_metrics(tmp_path, run)
    assert in_the_way.read_text(encoding="utf-8") == "a file"


def test_import_leaves_the_figures_of_the_last_crawl(
    run: CrawlRun, tmp_path: Path
) -> None:
    write_metrics(tmp_path, run)
    write_metrics(
        tmp_path, run.model_copy(update={"origin": RunOrigin.IMPORT, "pages": 1})
    )
    assert samples(metrics_file(tmp_path, "lamps"))["pages", ""] == 20


def test_figures_of_two_markets_describe_each_name_once(
    run: CrawlRun, tmp_path: Path
) -> None:
    other = run.model_copy(update={"market": "lanterns", "pages": 7})
    texts = []
    for item in (run, other):
        write_metrics(tmp_path, item)
        texts.append(metrics_file(tmp_path, item.market).read_text(encoding="utf-8"))
    text = merged(texts)
    assert text.count("# TYPE stallwatch_crawl_pages ") == 1
    families = {item.name: item for item in text_string_to_metric_families(text)}
    pages = {
        sample.labels["market"]: sample.value
        for sample in families["stallwatch_crawl_pages"].samples
    }
    assert pages == {"lamps": 20, "lanterns": 7}
