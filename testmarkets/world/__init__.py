"""A world of vendors and listings made from a seed, with known truth."""

from testmarkets.world.build import build_world
from testmarkets.world.model import World

__all__ = ["World", "build_world"]
