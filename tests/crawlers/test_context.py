import dataclasses

import pytest

from crawlers.context import CrawlContext


def test_context_is_frozen_but_its_state_counts(context: CrawlContext) -> None:
    context.state.pages += 1
    assert context.state.pages == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        context.state = context.state  # type: ignore[misc]
