import os
import signal
from collections.abc import Iterator

import pytest
from scrapy.exceptions import CloseSpider

from core.records import RunOutcome
from crawlers.context import CrawlContext
from crawlers.interruption import SHUTDOWN, SIGNALS, EarlyStop


@pytest.fixture
def early() -> Iterator[EarlyStop]:
    former = {number: signal.getsignal(number) for number in SIGNALS}
    early = EarlyStop()
    early.listen()
    yield early
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_before_the_crawl_interrupts_it(
    early: EarlyStop, context: CrawlContext, number: int
) -> None:
    os.kill(os.getpid(), number)
    early.end(context.state)
    assert context.state.stopped is RunOutcome.INTERRUPTED
    assert "crawl again to go on with it" in context.state.reasons[0]


def test_signal_while_the_spider_is_opened_closes_it(early: EarlyStop) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(CloseSpider) as caught:
        early.close()
    # As when Scrapy itself takes the signal: the spider tells the run.
    assert caught.value.reason == SHUTDOWN


def test_crawl_that_nobody_told_to_end_goes_on(
    early: EarlyStop, context: CrawlContext
) -> None:
    early.end(context.state)
    early.close()
    assert context.state.stopped is None
