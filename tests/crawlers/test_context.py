import dataclasses

import pytest

from crawlers.context import CrawlContext
from crawlers.ledger.hold import hold_market
from crawlers.ledger.lock import lock_market


def test_context_is_frozen_but_its_state_counts(context: CrawlContext) -> None:
    context.state.pages += 1
    assert context.state.pages == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        context.state = context.state  # type: ignore[misc]


def test_market_is_released_where_it_is_held(context: CrawlContext) -> None:
    context.release()
    home = context.settings.home
    hold = hold_market(context.settings, "lamps", "r1")
    dataclasses.replace(context, hold=hold).release()
    lock_market(home, "lamps", "r2").release()
