"""What is known of a market, as people and scripts are shown it."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime

from core.records import CrawlRun, Record
from crawlers.access.state import AccessState


class ExpectedFill(Record):
    """A field that the profile expects to be filled, and how well it was."""

    field: str
    least: float
    seen: float | None
    """In the last run; None where it read no such page."""


class AuthorisationView(Record):
    """Under which order a market is read, and for how much longer."""

    reference: str
    authority: str
    valid_until: date
    days_left: int
    """Below 0 it has expired."""


class MarketStatus(Record):
    """What is known of a market; ``attention`` is empty where all is well."""

    market: str
    title: str | None = None
    fault: str | None = None
    """Why nothing else is known: the profile cannot be used."""
    access: AccessState | None = None
    running: str | None = None
    """Id of the run that is at work."""
    last_run: CrawlRun | None = None
    """The last crawl that has ended."""
    listings: int | None = None
    """Seen by the last run."""
    median_listings: float | None = None
    """Of the last complete runs, up to seven."""
    fill: tuple[ExpectedFill, ...] = ()
    schedule: str | None = None
    paused: str | None = None
    """Since when and by whom, where this home has heard that the schedule is paused."""
    next_run_at: AwareDatetime | None = None
    authorisation: AuthorisationView | None = None
    mirrors: dict[str, Any] | None = None
    """Health of the addresses, clearnet and onion apart."""
    escalations: int = 0
    """Files that wait for the supervisor."""
    attention: tuple[str, ...] = ()
    """What a human must do, one sentence each."""
