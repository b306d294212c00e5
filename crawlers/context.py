"""What the parts of one crawl share."""

from dataclasses import dataclass, field

from core.settings import Settings
from crawlers.access.logins import Credentials
from crawlers.ledger.hold import MarketHold
from crawlers.ledger.ledger import Ledger
from crawlers.outbox import Outbox
from crawlers.run_state import RunPaths, RunState


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """One run: its settings, its counts and where its results go."""

    settings: Settings
    state: RunState
    paths: RunPaths
    outbox: Outbox
    credentials: Credentials | None = None
    """Only where the profile has a login."""
    ledger: Ledger = field(default_factory=Ledger.in_memory)
    """What is known of the market."""
    hold: MarketHold | None = None
    """The right to read the market; None where nothing is fetched."""

    def release(self) -> None:
        """Let others read the market."""
        if self.hold is not None:
            self.hold.release()
