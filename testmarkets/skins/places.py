"""Names of the places that listings ship from and to."""

from collections.abc import Sequence

ENGLISH = {
    "AT": "Austria",
    "AU": "Australia",
    "BE": "Belgium",
    "CA": "Canada",
    "CH": "Switzerland",
    "CN": "China",
    "CZ": "Czechia",
    "DE": "Germany",
    "DK": "Denmark",
    "ES": "Spain",
    "EU": "EU",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IT": "Italy",
    "LU": "Luxembourg",
    "NL": "Netherlands",
    "NO": "Norway",
    "PL": "Poland",
    "PT": "Portugal",
    "SE": "Sweden",
    "US": "United States",
    "WORLD": "Worldwide",
}
"""English name by ISO 3166-1 alpha-2 code, or ``WORLD`` or ``EU``."""
GERMAN = {
    "AT": "Österreich",
    "AU": "Australien",
    "BE": "Belgien",
    "CA": "Kanada",
    "CH": "Schweiz",
    "CN": "China",
    "CZ": "Tschechien",
    "DE": "Deutschland",
    "DK": "Dänemark",
    "ES": "Spanien",
    "EU": "EU",
    "FI": "Finnland",
    "FR": "Frankreich",
    "GB": "Vereinigtes Königreich",
    "IE": "Irland",
    "IT": "Italien",
    "LU": "Luxemburg",
    "NL": "Niederlande",
    "NO": "Norwegen",
    "PL": "Polen",
    "PT": "Portugal",
    "SE": "Schweden",
    "US": "Vereinigte Staaten",
    "WORLD": "Weltweit",
}
"""German name by ISO 3166-1 alpha-2 code, or ``WORLD`` or ``EU``."""


def english_places(codes: Sequence[str]) -> str:
    """Return a list of places in English."""
    return ", ".join(ENGLISH[code] for code in codes)


def german_places(codes: Sequence[str]) -> str:
    """Return a list of places in German."""
    return ", ".join(GERMAN[code] for code in codes)
