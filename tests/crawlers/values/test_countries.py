import pytest

from core.errors import RecordError
from crawlers.values.countries import parse_countries, parse_country


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("Niederlande", "NL"),
        ("The Netherlands", "NL"),
        ("Belgique", "BE"),
        ("España", "ES"),
        ("Verenigd Koninkrijk", "GB"),
        ("UK", "GB"),
        ("USA", "US"),
        ("DE", "DE"),
        ("Worldwide", "WORLD"),
        ("World Wide", "WORLD"),
        ("Weltweit", "WORLD"),
        ("EU", "EU"),
        ("Europe", "EU"),
    ],
)
def test_country_is_read_in_five_languages(raw: str, code: str) -> None:
    assert parse_country(raw) == code


def test_unknown_country_is_refused() -> None:
    with pytest.raises(RecordError, match="not a known country"):
        parse_country("Atlantis")


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("Austria, Belgium; France", ("AT", "BE", "FR")),
        ("Deutschland und Österreich", ("DE", "AT")),
        ("Trinidad and Tobago, Cuba", ("TT", "CU")),
        ("Worldwide except USA", ("WORLD",)),
        ("Germany, Germany", ("DE",)),
        ("Atlantis, Germany", ("DE",)),
    ],
)
def test_countries_are_read_in_order(raw: str, codes: tuple[str, ...]) -> None:
    assert parse_countries(raw) == codes


def test_text_without_country_is_refused() -> None:
    with pytest.raises(RecordError, match="no known country"):
        parse_countries("ask me")
