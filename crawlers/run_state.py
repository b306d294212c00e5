"""What one crawl run has seen so far, in one place."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.messages import IngestBatch
from core.records import AlertKind, CrawlRun, RunAlert, RunOrigin, RunOutcome
from crawlers.health.fill import FillCounts
from crawlers.profile.market import MarketProfile

MAX_REASONS = 50
"""Reasons that a run keeps; the log has all of them."""
COUNTS = (
    "pages",
    "listings",
    "vendors",
    "unreadable",
    "out_of_scope",
    "missing_pages",
    "sighted",
    "not_modified",
    "feedback",
    "images",
    "images_missed",
    "bytes_received",
    "session_losses",
    "blocked_content",
    "resumes",
    "barren_lists",
    "unread_lists",
)
"""Whole numbers of a run that go on when it is resumed."""


ONCE_A_RUN = frozenset(
    {AlertKind.CHALLENGE, AlertKind.BANNED, AlertKind.DOWN, AlertKind.JAVASCRIPT}
)
"""Alerts of which the first is enough: other pages in flight meet the same."""


@dataclass(slots=True)
class RunState:
    """The counts of a run, changed as it goes; one object for all of its parts."""

    run_id: str
    profile: MarketProfile
    started_at: datetime
    pages: int = 0
    listings: int = 0
    vendors: int = 0
    unreadable: int = 0
    out_of_scope: int = 0
    missing_pages: int = 0
    sighted: int = 0
    not_modified: int = 0
    feedback: int = 0
    images: int = 0
    """Pictures that were fetched."""
    images_missed: int = 0
    """Pictures that could not be fetched, or that the budget left out."""
    barren_lists: int = 0
    """Lists that showed nothing new: what a trap has many of."""
    unread_lists: int = 0
    """Lists that could not be fetched or read: what only they name was not seen."""
    seconds: float = 0.0
    """How long it has run, over all resumes."""
    bytes_received: int = 0
    session_losses: int = 0
    blocked_content: int = 0
    resumes: int = 0
    partial: bool = False
    """Whether only some pages are asked for."""
    full: bool = False
    """Whether every page is fetched anew, whatever is known of it."""
    only: tuple[str, ...] = ()
    """Addresses of the listings that a partial run reads, and nothing else."""
    origin: RunOrigin = RunOrigin.CRAWL
    source: str | None = None
    """What an import or reparse reads."""
    address: str | None = None
    """The base address that is read, of the market's mirrors."""
    alerts: list[RunAlert] = field(default_factory=list)
    value_faults: Counter[str] = field(default_factory=Counter)
    """Values that stood on a page and could not be understood, by field."""
    fill: FillCounts = field(default_factory=FillCounts)
    """How often each field of the read pages had a value."""
    reasons: list[str] = field(default_factory=list)
    stopped: RunOutcome | None = None
    """Set where something ended the crawl before its last page."""
    stop_reason: str | None = None
    """Why it did."""
    batch_ids: list[str] = field(default_factory=list)

    @property
    def market(self) -> str:
        """The market's name."""
        return self.profile.name

    @property
    def warc_name(self) -> str:
        """File name of the run's WARC."""
        return f"{self.market}-{self.run_id}.warc.gz"

    def add_reason(self, reason: str) -> None:
        """Remember, once, why the run is not complete."""
        if reason not in self.reasons and len(self.reasons) < MAX_REASONS:
            self.reasons.append(reason)

    def stop(self, outcome: RunOutcome, reason: str) -> None:
        """Say that the crawl ends early, and why; the first reason stands."""
        if self.stopped is None:
            self.stopped, self.stop_reason = outcome, reason
        self.add_reason(reason)

    def alert(self, alert: RunAlert) -> None:
        """Warn a human, once of each thing: the first page that shows it is named."""
        known = {_subject(item) for item in self.alerts}
        if _subject(alert) not in known and len(self.alerts) < MAX_REASONS:
            self.alerts.append(alert)

    def saved(self) -> dict[str, Any]:
        """Return what the run needs to go on after a kill, as JSON can hold it."""
        kept = [reason for reason in self.reasons if reason != self.stop_reason]
        return {
            "counts": {name: getattr(self, name) for name in COUNTS},
            "value_faults": dict(self.value_faults),
            "fill": self.fill.to_json(),
            "reasons": kept,
            "batches": len(self.batch_ids),
            "seconds": self.seconds,
            "full": self.full,
            "only": list(self.only),
            "run": self.run().model_dump(mode="json"),
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from what ``saved`` gave; why the run was stopped then is forgotten."""
        for name in COUNTS:
            setattr(self, name, saved["counts"].get(name, 0))
        self.value_faults = Counter(saved["value_faults"])
        self.fill = FillCounts.from_json(saved["fill"])
        self.reasons = list(saved["reasons"])
        self.batch_ids = batch_ids(self.run_id, saved["batches"])
        self.seconds = saved["seconds"]
        self.full, self.only = saved["full"], tuple(saved["only"])
        run = CrawlRun.model_validate(saved["run"])
        self.started_at, self.partial = run.started_at, run.partial
        self.address, self.alerts = run.address, list(run.alerts)

    def run(
        self,
        outcome: RunOutcome = RunOutcome.RUNNING,
        *,
        finished_at: datetime | None = None,
    ) -> CrawlRun:
        """Return the run as a record."""
        return CrawlRun(
            run_id=self.run_id,
            market=self.market,
            profile_sha256=self.profile.sha256,
            authorisation=self.profile.authorisation,
            started_at=self.started_at,
            finished_at=finished_at,
            outcome=outcome,
            reasons=tuple(self.reasons),
            pages=self.pages,
            listings=self.listings,
            vendors=self.vendors,
            unreadable=self.unreadable,
            out_of_scope=self.out_of_scope,
            missing_pages=self.missing_pages,
            warc=self.warc_name,
            origin=self.origin,
            source=self.source,
            partial=self.partial,
            resumes=self.resumes,
            sighted=self.sighted,
            not_modified=self.not_modified,
            feedback=self.feedback,
            images=self.images,
            bytes_received=self.bytes_received,
            session_losses=self.session_losses,
            blocked_content=self.blocked_content,
            fill=self.fill.rates(),
            address=self.address,
            alerts=tuple(self.alerts),
        )


def _subject(alert: RunAlert) -> tuple[str | None, ...]:
    if alert.kind in ONCE_A_RUN:
        return (alert.kind,)
    return (alert.kind, alert.field, alert.message)


def batch_ids(run_id: str, count: int) -> list[str]:
    """Return the ids of a run's first batches."""
    return [IngestBatch.id_for(run_id, number) for number in range(count)]


@dataclass(frozen=True, slots=True)
class RunPaths:
    """Where a run keeps its files."""

    home: Path
    run_id: str

    @property
    def folder(self) -> Path:
        """The run's own folder."""
        return self.home / "runs" / self.run_id

    @property
    def progress(self) -> Path:
        """Counts, rewritten at least every second."""
        return self.folder / "progress.json"

    @property
    def run(self) -> Path:
        """The finished run."""
        return self.folder / "run.json"

    @property
    def snapshots(self) -> Path:
        """Folder of all WARCs."""
        return self.home / "snapshots"
