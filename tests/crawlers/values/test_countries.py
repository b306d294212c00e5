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
        ("Германия", "DE"),
        ("Россия", "RU"),
        ("весь мир", "WORLD"),
        ("Polska", "PL"),
        ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("United Kingdom (UK)", "GB"),
        ("Germany (DE)", "DE"),
        ("NL - Netherlands", "NL"),
        ("UK - United Kingdom", "GB"),
        ("Germany, EU", "DE"),
        ("From: Germany", "DE"),
        ("Ships from Germany", "DE"),
        ("Versand aus Deutschland", "DE"),
        ("de", "DE"),
        ("uk", "GB"),
        ("🇩🇪", "DE"),
        ("🇩🇪 Germany", "DE"),
        ("flag-icon flag-icon-de", "DE"),
        ("fi fi-nl", "NL"),
        ("/img/flags/de.png", "DE"),
        ("EU only", "EU"),
        ("Ger\u200bmany", "DE"),
    ],
)
def test_country_is_read_in_five_languages(raw: str, code: str) -> None:
    assert parse_country(raw) == code


@pytest.mark.parametrize("raw", ["Atlantis", "North America", "Germany, France"])
def test_unknown_country_is_refused(raw: str) -> None:
    with pytest.raises(RecordError, match="not a known country"):
        parse_country(raw)


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("Austria, Belgium; France", ("AT", "BE", "FR")),
        ("Deutschland und Österreich", ("DE", "AT")),
        ("Trinidad and Tobago, Cuba", ("TT", "CU")),
        ("Worldwide except USA", ("WORLD",)),
        ("Germany, Germany", ("DE",)),
        ("Atlantis, Germany", ("DE",)),
        ("US -> WW", ("WORLD",)),
        ("US → US", ("US",)),
        ("Germany Austria Switzerland", ("DE", "AT", "CH")),
        ("Europe (EU) + UK", ("EU", "GB")),
        ("EU & Worldwide", ("EU", "WORLD")),
        ("Германия, Россия", ("DE", "RU")),
        ("Allemagne et France", ("DE", "FR")),
        ("🇩🇪 🇦🇹", ("DE", "AT")),
        ("North America, Germany", ("DE",)),
    ],
)
def test_countries_are_read_in_order(raw: str, codes: tuple[str, ...]) -> None:
    assert parse_countries(raw) == codes


def test_text_without_country_is_refused() -> None:
    with pytest.raises(RecordError, match="no known country"):
        parse_countries("ask me")


@pytest.mark.parametrize(
    ("raw", "start", "ends"),
    [
        ("Germany → Worldwide", "DE", ("WORLD",)),
        ("DE -> US, CA", "DE", ("US", "CA")),
        ("Netherlands => Germany", "NL", ("DE",)),
        ("UK ➡️ EU", "GB", ("EU",)),
        ("🇩🇪 → 🇺🇸", "DE", ("US",)),
        ("Germany > Austria, France", "DE", ("AT", "FR")),
        ("from Germany to Austria and France", "DE", ("AT", "FR")),
        ("Ships from: Germany | Ships to: EU", "DE", ("EU",)),
        ("Germany to Worldwide except USA", "DE", ("WORLD",)),
    ],
)
def test_a_route_is_read_on_the_side_that_is_asked_for(
    raw: str, start: str, ends: tuple[str, ...]
) -> None:
    assert parse_country(raw) == start
    assert parse_countries(raw) == ends


@pytest.mark.parametrize("raw", ["→ Germany", "Europe > Germany", "Ships to Germany"])
def test_a_sign_that_is_no_route_hides_no_country(raw: str) -> None:
    assert parse_country(raw) == "DE"
    assert "DE" in parse_countries(raw)


def test_a_route_from_no_known_country_is_not_taken_for_its_end() -> None:
    with pytest.raises(RecordError, match="not a known country"):
        parse_country("North America → Germany")


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("WW (no US)", ("WORLD",)),
        ("EU, not to Germany", ("EU",)),
        ("DE, NO, SE", ("DE", "NO", "SE")),
    ],
)
def test_what_is_left_out_is_no_destination(raw: str, codes: tuple[str, ...]) -> None:
    assert parse_countries(raw) == codes
