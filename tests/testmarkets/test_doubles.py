import pytest

from core.errors import ConfigError
from testmarkets.doubles import Doubles, parse_markets, without_doubles
from testmarkets.skins.registry import build_skins
from testmarkets.world.build import build_world


def test_mirror_is_its_market_and_a_clone_is_not() -> None:
    world = build_world(3, size=200)
    skins = build_skins(world)
    doubles = Doubles(mirrors=("harbour",), clones=("harbour", "lantern"))
    made = doubles.skins(world, skins)
    assert tuple(made) == doubles.names
    assert made["harbour-mirror"] is skins["harbour"]
    clone = made["harbour-clone"].shop.market
    assert clone != skins["harbour"].shop.market
    assert clone.name == "harbour"


def test_addresses_of_doubles_belong_to_their_market() -> None:
    doubles = Doubles(mirrors=("lantern",), clones=("lantern", "foundry"))
    origins = {name: f"http://{name}" for name in (*doubles.names, "lantern")}
    addresses = doubles.addresses(origins)
    assert addresses["lantern"] == ("http://lantern-mirror", "http://lantern-clone")
    assert addresses["foundry"] == ("http://foundry-clone",)
    assert addresses["harbour"] == ()
    assert without_doubles(origins, doubles.names) == {"lantern": "http://lantern"}


def test_unknown_market_has_no_double() -> None:
    with pytest.raises(ConfigError, match="no market bazaar to double"):
        Doubles(clones=("bazaar",))


@pytest.mark.parametrize(
    ("text", "names"), [("", ()), ("a,b,a", ("a", "b")), (",a,", ("a",))]
)
def test_markets_are_listed_with_commas(text: str, names: tuple[str, ...]) -> None:
    assert parse_markets(text) == names
