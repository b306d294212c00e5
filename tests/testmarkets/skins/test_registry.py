from collections.abc import Callable
from typing import Any

from testmarkets.skins.registry import SKINS, build_skins
from testmarkets.world.markets import MARKETS
from testmarkets.world.model import World


def test_every_market_of_the_world_has_a_skin() -> None:
    assert list(SKINS) == list(MARKETS)


def test_skins_show_the_markets_of_the_world(make_market: Callable[..., Any]) -> None:
    markets = {name: make_market(name) for name in SKINS}
    world = World(
        seed=1,
        size=8,
        day=0,
        markets=markets,
        mentions=(),
        near_duplicate_groups=(),
        true_pairs=(),
        hard_negatives=(),
        phrase_uses={},
    )
    skins = build_skins(world)
    assert {name: skin.shop.market for name, skin in skins.items()} == markets
    assert len({type(skin) for skin in skins.values()}) == 4
