from nlp.places.cities import further_names
from nlp.places.names import EU, WORLD, country_names, territory_codes


def test_every_city_and_adjective_lies_in_a_country() -> None:
    assert set(further_names().values()) - {EU, WORLD} <= territory_codes()


def test_no_city_contradicts_the_name_of_a_country() -> None:
    countries = country_names()
    assert {
        name: code
        for name, code in further_names().items()
        if countries.get(name, code) != code
    } == {}


def test_names_are_keys() -> None:
    assert further_names()["munchen"] == "DE"
    assert further_names()["british"] == "GB"
