from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from testmarkets.faults.page_rules import FaultRule, FaultyApp
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import HUGE_DESCRIPTION_BYTES, Skin

LIMIT_BYTES = 10 * 1024 * 1024
"""What a crawler reads of one page."""


@pytest.mark.parametrize("market", [name for name in SKINS if name != "harbour"])
def test_skins_make_a_description_huge_where_asked(
    market: str, make_skin: Callable[..., Skin]
) -> None:
    skin = make_skin(market)
    rule = FaultRule.model_validate({"kind": "huge_description", "listing": "a1"})
    client = TestClient(FaultyApp(skin.app, (rule,), skin.listing_path))
    page = client.get(skin.listing_path("a1")).content
    assert 0.99 * HUGE_DESCRIPTION_BYTES < len(page) < LIMIT_BYTES
    # What the vendor wrote comes first.
    assert page.index("Köln".encode(skin.charset)) < 10_000
    assert len(client.get(skin.listing_path("hostile")).content) < 100_000
