"""What Prometheus reads: counts and times of markets and work, nothing that was collected."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from api.backlog import Backlog
from core.records import AlertKind, CrawlRun, RunOutcome
from search.run_reader import MarketFigures

LAST_RUN = {
    "pages": "Pages read by a market's last run.",
    "listings": "Listing pages read by a market's last run.",
    "sighted": "Listings that a market's last run met without reading their page.",
    "vendors": "Vendors that a market's last run met.",
    "unreadable": "Pages of a known kind that a market's last run could not read.",
    "out_of_scope": "Requests that a market's last run dropped as out of scope.",
    "session_losses": "How often a market's last run lost its session.",
    "blocked_content": "Pages and images on the block list met by a market's last run.",
}
"""Counts of a run that are shown, with their help texts."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is shown; None where a part does not answer."""

    markets: Sequence[MarketFigures] | None
    dead_letters: int | None
    backlog: Backlog | None


def exposition(figures: Figures) -> bytes:
    """Return the figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(figures))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    @override
    def collect(self) -> Iterator[Metric]:
        figures = self._figures
        up = GaugeMetricFamily(
            "stallwatch_up", "Whether a part of the service answers.", labels=["part"]
        )
        up.add_metric(["elasticsearch"], float(figures.markets is not None))
        up.add_metric(["redis"], float(figures.backlog is not None))
        yield up
        if figures.markets is not None:
            yield from _of_markets(figures.markets)
        if figures.dead_letters is not None:
            yield GaugeMetricFamily(
                "stallwatch_dead_letters",
                "Messages that could not be worked off.",
                value=figures.dead_letters,
            )
        if figures.backlog is not None:
            yield _queue(figures.backlog)


def _of_markets(markets: Sequence[MarketFigures]) -> Iterator[Metric]:
    last = [item.last_run for item in markets if item.last_run is not None]
    yield _finished(last)
    yield _outcomes(last)
    yield _alerts(last)
    for name, text in LAST_RUN.items():
        metric = GaugeMetricFamily(
            f"stallwatch_last_run_{name}", text, labels=["market"]
        )
        for run in last:
            metric.add_metric([run.market], getattr(run, name))
        yield metric
    runs = CounterMetricFamily(
        "stallwatch_runs", "Runs that have ended.", labels=["market", "outcome"]
    )
    listings = GaugeMetricFamily(
        "stallwatch_listings", "Listings that are known.", labels=["market", "state"]
    )
    for item in markets:
        for outcome, count in item.runs.items():
            runs.add_metric([item.market, outcome.value], count)
        listings.add_metric([item.market, "present"], item.present)
        listings.add_metric([item.market, "gone"], item.gone)
    yield runs
    yield listings


def _finished(last: Iterable[CrawlRun]) -> Metric:
    metric = GaugeMetricFamily(
        "stallwatch_last_run_finished_timestamp_seconds",
        "When a market's last run ended, in seconds since 1970.",
        labels=["market"],
    )
    for run in last:
        if run.finished_at is not None:
            metric.add_metric([run.market], run.finished_at.timestamp())
    return metric


def _outcomes(last: Iterable[CrawlRun]) -> Metric:
    metric = GaugeMetricFamily(
        "stallwatch_last_run_outcome",
        "1 for the outcome of a market's last run, 0 for all others.",
        labels=["market", "outcome"],
    )
    for run in last:
        for outcome in RunOutcome:
            metric.add_metric([run.market, outcome.value], run.outcome is outcome)
    return metric


def _alerts(last: Iterable[CrawlRun]) -> Metric:
    metric = GaugeMetricFamily(
        "stallwatch_last_run_alerts",
        "Alerts of a market's last run.",
        labels=["market", "kind"],
    )
    for run in last:
        for kind in AlertKind:
            count = sum(alert.kind is kind for alert in run.alerts)
            metric.add_metric([run.market, kind.value], count)
    return metric


def _queue(backlog: Backlog) -> Metric:
    metric = GaugeMetricFamily(
        "stallwatch_queue_messages",
        "Messages that are not worked off: ready, or taken by a worker.",
        labels=["state"],
    )
    metric.add_metric(["ready"], backlog.ready)
    metric.add_metric(["unacked"], backlog.unacked)
    return metric
