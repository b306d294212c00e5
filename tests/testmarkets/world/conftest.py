"""Worlds that many tests look at, built once."""

import pytest

from testmarkets.world import World, build_world
from testmarkets.world.texts import TextLibrary, load_texts


@pytest.fixture(scope="session")
def texts() -> TextLibrary:
    return load_texts()


@pytest.fixture(scope="session", params=[7, 20_261])
def world(request: pytest.FixtureRequest) -> World:
    """A world of full size, for each of two seeds."""
    return build_world(request.param)


@pytest.fixture(scope="session")
def small_world() -> World:
    return build_world(11, size=300)


@pytest.fixture(scope="session")
def crowd() -> World:
    """A crowded world, with the cases that are hard to link."""
    return build_world(7, size=1_500, accounts=300)
