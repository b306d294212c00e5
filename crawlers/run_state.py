"""What one crawl run has seen so far, in one place."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.records import CrawlRun, RunAlert, RunOrigin, RunOutcome
from crawlers.profile.market import MarketProfile

MAX_REASONS = 50
"""Reasons that a run keeps; the log has all of them."""


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
    bytes_received: int = 0
    session_losses: int = 0
    blocked_content: int = 0
    resumes: int = 0
    partial: bool = False
    """Whether only some pages are asked for."""
    origin: RunOrigin = RunOrigin.CRAWL
    source: str | None = None
    """What an import or reparse reads."""
    address: str | None = None
    """The base address that is read, of the market's mirrors."""
    alerts: list[RunAlert] = field(default_factory=list)
    value_faults: Counter[str] = field(default_factory=Counter)
    """Values that stood on a page and could not be understood, by field."""
    filled: Counter[str] = field(default_factory=Counter)
    """Listings that have a value, by field."""
    reasons: list[str] = field(default_factory=list)
    stopped: RunOutcome | None = None
    """Set where something ended the crawl before its last page."""
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
        self.stopped = self.stopped or outcome
        self.add_reason(reason)

    def alert(self, alert: RunAlert) -> None:
        """Warn a human, once."""
        if alert not in self.alerts and len(self.alerts) < MAX_REASONS:
            self.alerts.append(alert)

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
            address=self.address,
            alerts=tuple(self.alerts),
        )


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
