from testmarkets.world.identifiers.stop_value import (
    SHARE,
    STOP_VALUES,
    pick_stop_value,
)


def test_few_listings_show_one_and_every_value_is_shown() -> None:
    picked = [pick_stop_value(str(number)) for number in range(4_000)]

    shown = [one for one in picked if one is not None]
    assert set(shown) == set(STOP_VALUES)
    assert SHARE / 2 < len(shown) / len(picked) < SHARE * 2


def test_one_offer_always_shows_the_same() -> None:
    seeds = [str(number) for number in range(200)]

    assert list(map(pick_stop_value, seeds)) == list(map(pick_stop_value, seeds))
