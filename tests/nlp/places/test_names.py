import re

from nlp.places.names import EU, WORLD, country_names, key_of, territory_codes


def test_names_of_many_languages_lead_to_codes() -> None:
    names = country_names()
    for name in ("Germany", "Duitsland", "Allemagne", "Tyskland", "Německo", "Almanya"):
        assert names[key_of(name)] == "DE"


def test_every_name_leads_to_a_code_that_records_take() -> None:
    codes = set(country_names().values())
    assert codes - {EU, WORLD} <= territory_codes()
    assert all(re.fullmatch("[A-Z]{2}|WORLD|EU", code) for code in codes)


def test_key_of_ignores_case_accents_and_signs() -> None:
    assert key_of(" Côte d’Ivoire. ") == key_of("cote d'ivoire")


def test_no_territory_stands_for_an_unknown_one() -> None:
    assert "ZZ" not in territory_codes()
    assert "NL" in territory_codes()
