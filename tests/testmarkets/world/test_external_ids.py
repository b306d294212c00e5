import re

import pytest

from testmarkets.world.external_ids import ExternalIds
from testmarkets.world.markets import MARKETS


@pytest.mark.parametrize("market", MARKETS)
def test_ids_are_unique_and_safe_in_a_url(market: str) -> None:
    ids = ExternalIds(1, market)

    listings = [ids.listing() for _ in range(5_000)]
    accounts = [ids.account("Quiet_Otter-2") for _ in range(200)]

    for names in (listings, accounts):
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in names)


def test_markets_write_ids_in_their_own_manner() -> None:
    assert ExternalIds(1, "harbour").listing().isdigit()
    assert ExternalIds(1, "lantern").listing().startswith("ln-")
    assert ExternalIds(1, "nordmarkt").listing().startswith("A-")
