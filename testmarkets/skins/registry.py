"""Which skin each market of a world wears."""

from collections.abc import Callable, Mapping

from testmarkets.skins.foundry.app import FoundrySkin
from testmarkets.skins.harbour.app import HarbourSkin
from testmarkets.skins.lantern.app import LanternSkin
from testmarkets.skins.nordmarkt.app import NordmarktSkin
from testmarkets.skins.skin import Skin
from testmarkets.world.model import Market, World

SKINS: Mapping[str, Callable[[Market], Skin]] = {
    "harbour": HarbourSkin,
    "lantern": LanternSkin,
    "foundry": FoundrySkin,
    "nordmarkt": NordmarktSkin,
}
"""Skins by market, in the order of the default ports."""


def build_skins(world: World) -> dict[str, Skin]:
    """Return the skins of a world's markets, ready to be served."""
    return {market: skin(world.markets[market]) for market, skin in SKINS.items()}
