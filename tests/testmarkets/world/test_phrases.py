import pytest

from core.errors import ConfigError
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.phrases import PhrasePool

PHRASES = tuple("abcdef")


def test_no_phrase_goes_beyond_its_share() -> None:
    pool = PhrasePool(1_000)
    for number in range(120):
        phrase = pool.pick(seeded(number), PHRASES, favourites="a")
        assert phrase
        pool.count([phrase])

    assert max(pool.uses.values()) <= 20
    assert pool.pick(seeded(1), PHRASES) is None
    with pytest.raises(ConfigError, match=r"titles has too few texts"):
        pool.need(seeded(1), PHRASES, (), "texts/en/drugs.yml: titles")


def test_favourites_are_chosen_more_often_than_not() -> None:
    pool = PhrasePool(100_000)

    picked = [pool.pick(seeded(number), PHRASES, "f") for number in range(400)]

    assert 0.6 <= picked.count("f") / 400 <= 0.85


def test_what_is_said_already_is_not_said_again() -> None:
    pool = PhrasePool(1_000)

    assert pool.pick(seeded(1), "ab", favourites="a", taken=["a"]) == "b"


def test_forgotten_phrases_have_room_again() -> None:
    pool = PhrasePool(1_000)
    for _ in range(20):
        pool.count(["a", "a"])

    assert not pool.has_room("a")
    pool.forget(["a"])
    assert pool.has_room("a")


def test_cap_grows_with_the_world() -> None:
    pool = PhrasePool(1_000)
    for _ in range(20):
        pool.count(["a"])

    pool.resize(1_100)

    assert pool.has_room("a")
