import time

import pytest

from nlp.places.exceptions import is_excepted


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


def test_a_long_line_takes_no_time() -> None:
    text = "no , " * 200_000
    started = time.perf_counter()
    is_excepted(text, len(text))
    assert time.perf_counter() - started < 0.5
