from testmarkets.skins.places import ENGLISH, GERMAN, english_places, german_places
from testmarkets.world.places import place_codes


def test_every_place_of_the_world_has_a_name_in_both_languages() -> None:
    assert set(place_codes()) <= ENGLISH.keys()
    assert ENGLISH.keys() == GERMAN.keys()


def test_places_are_listed_by_name() -> None:
    assert english_places(("DE", "AT", "WORLD")) == "Germany, Austria, Worldwide"
    assert german_places(("DE", "AT", "WORLD")) == "Deutschland, Österreich, Weltweit"
