"""Which run of a market could be gone on with; light enough for a command to ask."""

import sqlite3
from contextlib import closing

from core.clock import utc_now
from core.errors import ConfigError
from core.records import RunOutcome
from core.settings import Settings
from crawlers.known import profile_path
from crawlers.ledger.entries import SavedRun
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.profile.load import load_profile

RESUMABLE_S = 24 * 3600.0
"""An older run is not gone on with by itself: the market is another one by now."""


def unfinished_run(market: str, settings: Settings) -> SavedRun | None:
    """Return the market's latest run if it can be gone on with by itself.

    It was stopped or killed before its last page, less than a day ago, and the profile is still the same.
    """
    path = ledger_path(settings.home, market)
    try:
        # Read-only: a run may be at work on it.
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as found:
            saved = Ledger(found).latest_run()
        if saved is None or not is_open(saved):
            return None
        profile = load_profile(profile_path(market, settings))
    except (sqlite3.Error, ValueError, KeyError, ConfigError):
        # Whatever is wrong, the crawl itself says so.
        return None
    age_s = utc_now().timestamp() - saved.begun_at
    is_same = saved.profile_sha256 == profile.sha256
    return saved if is_same and age_s < RESUMABLE_S else None


def is_open(saved: SavedRun) -> bool:
    """Return whether a run ended before its last page for no fault of its own."""
    return saved.outcome in {None, RunOutcome.INTERRUPTED}
