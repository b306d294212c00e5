"""What one crawl run has seen so far, in one place."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.records import CrawlRun, RunOutcome
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
