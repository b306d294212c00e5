import pytest

from nlp.places.countries import countries_alone, countries_in, route
from tests.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Deutschland und Österreich", ["DE", "AT"]),
        ("Trinidad and Tobago, Cuba", ["TT", "CU"]),
        ("🇩🇪 🇦🇹", ["DE", "AT"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_countries_in_keeps_the_order(text: str, codes: list[str]) -> None:
    assert countries_in(text) == codes


def test_countries_alone_leaves_regions_out_where_a_country_stands() -> None:
    assert countries_alone("Germany, EU") == ["DE"]
    assert countries_alone("EU") == ["EU"]


def test_route_has_two_ends() -> None:
    assert [part.strip() for part in route("Germany → Austria")] == [
        "Germany",
        "Austria",
    ]
    assert route("Germany") == ("Germany", "Germany")


@pytest.mark.parametrize("unit", ["- ", "no ", "from ", "🇩", ", "])
def test_long_texts_take_linear_time(unit: str) -> None:
    size = 20_000 // len(unit)
    assert_linear(countries_in, lambda times: unit * times, size=size)
