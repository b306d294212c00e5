import pytest

from nlp.places.place import place_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"),
        ("German", "DE"),
        ("UK domestic", "GB"),
        ("🇩🇪", "DE"),
        ("Dutch", "NL"),
        ("Rotterdam", "NL"),
        ("#Berlin", "DE"),
        ("Berlin, Germany", "DE"),
        ("the States", "US"),
        ("U.S.", "US"),
        ("us", "US"),
        ("worldwide", "WORLD"),
        ("WW", "WORLD"),
        ("Europe", "EU"),
        ("eu", "EU"),
        ("Österreich", "AT"),
        ("Oesterreich", "AT"),
        ("Nederland", "NL"),
        ("Sverige", "SE"),
        ("Москва", "RU"),
        ("São Paulo", "BR"),
    ],
)
def test_place_code_knows_countries_cities_and_adjectives(text: str, code: str) -> None:
    assert place_code(text) == code


@pytest.mark.parametrize(
    "text", ["", " ", "Atlantis", "Asia", "Germany, France", "x" * 5_000, "\0\ud800"]
)
def test_place_code_does_not_guess(text: str) -> None:
    assert place_code(text) is None
