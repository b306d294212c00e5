"""Further addresses of a market: true mirrors, and clones that a thief set up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.errors import ConfigError
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin
from testmarkets.world.clone import clone_market
from testmarkets.world.model import World

MIRROR, CLONE = "-mirror", "-clone"


@dataclass(frozen=True, slots=True)
class Doubles:
    """Which markets have a second address, each by its market's name.

    A double is called ``MARKET-mirror`` or ``MARKET-clone``, in fault plans and in the log too.
    """

    mirrors: tuple[str, ...] = ()
    clones: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = sorted({*self.mirrors, *self.clones} - set(SKINS))
        if unknown:
            raise ConfigError(
                f"there is no market {', '.join(unknown)} to double; the markets are "
                f"{', '.join(SKINS)}"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all doubles."""
        mirrors = tuple(market + MIRROR for market in self.mirrors)
        return mirrors + tuple(market + CLONE for market in self.clones)

    def skins(self, world: World, skins: Mapping[str, Skin]) -> dict[str, Skin]:
        """Return the doubles of a world's markets by their names.

        A mirror is its market itself: who logs in at one is logged in at both.
        """
        mirrors = {market + MIRROR: skins[market] for market in self.mirrors}
        clones = {
            market + CLONE: SKINS[market](clone_market(world, market))
            for market in self.clones
        }
        return mirrors | clones

    def addresses(self, origins: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Return the origins of each market's doubles, by the market's name."""
        return {
            market: tuple(
                origins[name]
                for name in (market + MIRROR, market + CLONE)
                if name in origins
            )
            for market in SKINS
        }


def parse_markets(text: str) -> tuple[str, ...]:
    """Return the markets of a list such as ``harbour,lantern``; none of an empty one."""
    return tuple(dict.fromkeys(name for name in text.split(",") if name))


def without_doubles(
    origins: Mapping[str, str], doubles: Collection[str]
) -> dict[str, str]:
    """Return the origins of the markets themselves."""
    return {name: origin for name, origin in origins.items() if name not in doubles}
