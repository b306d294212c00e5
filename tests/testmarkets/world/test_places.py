import pytest

from testmarkets.world.places import DESTINATIONS, HOMES, place_codes, place_name
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
