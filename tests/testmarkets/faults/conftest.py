"""Marketplaces with a trap in them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from testmarkets.faults.bait import BAITS
from testmarkets.faults.ground import Ground
from testmarkets.faults.plan import FaultPlan
from testmarkets.request_log import LoggedApp, RequestLog
from testmarkets.skins.skin import Skin

Trapped = Callable[..., TestClient]
OUTSIDE = "http://127.0.0.1:9"


@pytest.fixture
def trapped(make_skin: Callable[..., Skin]) -> Trapped:
    """A factory of clients of a market with one trap; ``log`` notes what they do."""

    def make(
        market: str,
        trap: Mapping[str, Any],
        *,
        more: int = 0,
        log: RequestLog | None = None,
        **ground: Any,
    ) -> TestClient:
        skin = make_skin(market, more=more)
        plan = FaultPlan.model_validate({market: [trap]})
        bare = Ground(BAITS[market], skin.listing_path, outside=OUTSIDE)
        app = plan.laid(skin.app, market, replace(bare, **ground))
        if log is not None:
            app = LoggedApp(app, market, log)
        base_url = "http://127.0.0.1:8800"
        return TestClient(app, base_url=base_url, follow_redirects=False)

    return make
