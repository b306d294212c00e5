import pytest

from testmarkets.world.places import (
    DESTINATIONS,
    HOMES,
    hours_from_utc,
    place_codes,
    place_name,
)
from testmarkets.world.texts import Language


@pytest.mark.parametrize("language", Language)
def test_every_place_has_a_name_in_every_language(language: Language) -> None:
    used = {*HOMES[language], *DESTINATIONS}

    assert used <= set(place_codes())
    assert all(place_name(code, language) for code in place_codes())


def test_names_are_those_of_the_language() -> None:
    assert place_name("DE", Language.ENGLISH) == "Germany"
    assert place_name("DE", Language.GERMAN) == "Deutschland"
    assert place_name("WORLD", Language.DUTCH) == "wereldwijd"


def test_clocks_of_the_continent_are_an_hour_ahead() -> None:
    assert {hours_from_utc(one) for one in ("DE", "NL", "PL", "ES")} == {1}
    assert hours_from_utc("GB") == 0
    assert hours_from_utc("US") < 0
