"""The figures of a market's last run as Prometheus reads them from files."""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from core.log import get_logger
from core.records import AlertKind, CrawlRun, RunOrigin, RunOutcome

FOLDER = "metrics"
COUNTS = {
    "pages": "Pages fetched",
    "listings": "Listings read",
    "sighted": "Listings seen on the market whose page was not fetched again",
    "vendors": "Vendors read",
    "feedback": "Pieces of feedback read",
    "images": "Images fetched",
    "unreadable": "Pages that could not be read",
    "missing_pages": "Pages that the market does not have",
    "not_modified": "Pages that had not changed",
    "out_of_scope": "Requests outside the authorisation, not sent",
    "session_losses": "Sessions lost",
    "blocked_content": "Pages and images on the block list",
    "bytes_received": "Bytes received",
    "resumes": "Times that the run went on after it had been stopped",
}
"""Numbers of a run and what they mean."""

log = get_logger(__name__)


def metrics_file(home: Path, market: str) -> Path:
    """Return the file of a market, for the textfile collector of a node exporter."""
    return home / FOLDER / f"crawl-{market}.prom"


def write_metrics(home: Path, run: CrawlRun) -> None:
    """Write the figures of a crawl that has ended; the market's former ones go.

    Not those of imports and reparses: they would hide that the market is not crawled any more.
    """
    if run.origin is not RunOrigin.CRAWL:
        return
    path = metrics_file(home, run.market)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry_of(run))
    except OSError:
        # The run's own record says the same; what is lost is a courtesy to the watchers.
        log.exception("health/metrics")


def merged(texts: Iterable[str]) -> str:
    """Return the figures of several markets as one text, in which each is described once."""
    families: dict[str, list[str]] = {}
    for text in texts:
        name = ""
        for line in text.splitlines():
            if line.startswith("# HELP "):
                name = line.split(" ", 3)[2]
            lines = families.setdefault(name, [])
            if not line.startswith("#") or line not in lines:
                lines.append(line)
    return "".join(f"{line}\n" for lines in families.values() for line in lines)


def registry_of(run: CrawlRun) -> CollectorRegistry:
    """Return the figures of a run in a registry of their own."""
    registry = CollectorRegistry()
    for name, meaning in COUNTS.items():
        text = f"{meaning}, in the market's last run."
        _gauge(registry, name, text).labels(run.market).set(getattr(run, name))
    outcomes = _gauge(registry, "outcome", "1 for how the last run ended.", "outcome")
    for outcome in RunOutcome:
        outcomes.labels(run.market, outcome).set(outcome is run.outcome)
    alerts = _gauge(registry, "alerts", "Alerts of the last run, by kind.", "kind")
    for kind in AlertKind:
        count = sum(alert.kind is kind for alert in run.alerts)
        alerts.labels(run.market, kind).set(count)
    fill = _gauge(
        registry, "field_fill_ratio", "Share of pages that have a value.", "field"
    )
    for field, share in run.fill.items():
        fill.labels(run.market, field).set(share)
    _add_times(registry, run)
    return registry


def _add_times(registry: CollectorRegistry, run: CrawlRun) -> None:
    if run.finished_at is None:
        return
    ended = _gauge(registry, "finished_timestamp_seconds", "When the last run ended.")
    ended.labels(run.market).set(run.finished_at.timestamp())
    lasted = _gauge(registry, "duration_seconds", "How long the last run took.")
    lasted.labels(run.market).set((run.finished_at - run.started_at).total_seconds())


def _gauge(registry: CollectorRegistry, name: str, text: str, *labels: str) -> Gauge:
    return Gauge(
        f"stallwatch_crawl_{name}", text, ("market", *labels), registry=registry
    )
