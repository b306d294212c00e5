import pytest

from nlp.places.exceptions import is_excepted
from tests.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Worldwide except USA, Australia", "Australia"),
        ("Worldwide except USA, Australia", "USA"),
        ("no US or UK", "UK"),
        ("kein Versand nach Österreich", "Österreich"),
        ("not to the US", "US"),
        ("WW (no US)", "US"),
        ("sauf la Belgique", "Belgique"),
    ],
)
def test_places_behind_a_word_of_exception_are_excepted(text: str, place: str) -> None:
    assert is_excepted(text, text.index(place))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("We ship to Germany", "Germany"),
        ("No tracking. Germany", "Germany"),
        ("ships to NO, SE", "SE"),
        ("no customs, EU only", "EU"),
        ("no US\nGermany", "Germany"),
        ("Worldwide except USA", "Worldwide"),
    ],
)
def test_other_places_are_not(text: str, place: str) -> None:
    assert not is_excepted(text, text.index(place))


def test_places_of_a_long_line_take_linear_time() -> None:
    def read(line: str) -> None:
        for start in range(0, len(line), 50):
            is_excepted(line, start)

    assert_linear(read, lambda times: "no , " * times, size=10_000)
