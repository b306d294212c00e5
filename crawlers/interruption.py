"""Remembers that a crawl was told to end before Scrapy listens for it."""

import signal
from types import FrameType

from scrapy.exceptions import CloseSpider

from core.records import RunOutcome
from crawlers.run_state import RunState

SHUTDOWN = "shutdown"
"""Why Scrapy closes a spider that is interrupted."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED = "the crawl was interrupted; what was collected is kept: crawl again to go on with it"


class EarlyStop:
    """Takes the signals that end a crawl until Scrapy does, so that none ends it without a word."""

    def __init__(self) -> None:
        self._signal: int | None = None

    def listen(self) -> None:
        """Take the signals from now on."""
        for number in SIGNALS:
            signal.signal(number, self._note)

    def end(self, state: RunState) -> None:
        """Stop a run that was told to end, before it has asked for anything."""
        if self._signal is not None:
            state.stop(RunOutcome.INTERRUPTED, INTERRUPTED)

    def close(self) -> None:
        """Close a spider that has just been opened, where the crawl was told to end meanwhile.

        Raises:
            CloseSpider: It was.
        """
        if self._signal is not None:
            raise CloseSpider(SHUTDOWN)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
