"""Countries by the name that each language gives them, without an article."""

from testmarkets.world.texts import Language

_LANGUAGES = (
    Language.ENGLISH,
    Language.GERMAN,
    Language.DUTCH,
    Language.FRENCH,
    Language.SPANISH,
)
_NAMES = {
    "DE": ("Germany", "Deutschland", "Duitsland", "Allemagne", "Alemania"),
    "NL": ("Netherlands", "Holland", "Nederland", "Hollande", "Holanda"),
    "BE": ("Belgium", "Belgien", "België", "Belgique", "Bélgica"),
    "FR": ("France", "Frankreich", "Frankrijk", "France", "Francia"),
    "ES": ("Spain", "Spanien", "Spanje", "Espagne", "España"),
    "IT": ("Italy", "Italien", "Italië", "Italie", "Italia"),
    "AT": ("Austria", "Österreich", "Oostenrijk", "Autriche", "Austria"),
    "PL": ("Poland", "Polen", "Polen", "Pologne", "Polonia"),
    "GB": ("UK", "England", "Engeland", "Angleterre", "Inglaterra"),
    "SE": ("Sweden", "Schweden", "Zweden", "Suède", "Suecia"),
    "PT": ("Portugal", "Portugal", "Portugal", "Portugal", "Portugal"),
    "CZ": ("Czechia", "Tschechien", "Tsjechië", "Tchéquie", "Chequia"),
    "CA": ("Canada", "Kanada", "Canada", "Canada", "Canadá"),
    "US": ("USA", "USA", "USA", "USA", "USA"),
    "EU": ("Europe", "Europa", "Europa", "Europe", "Europa"),
    "WORLD": ("worldwide", "weltweit", "wereldwijd", "monde entier", "todo el mundo"),
}
HOMES: dict[Language, tuple[str, ...]] = {
    Language.ENGLISH: ("GB", "US", "CA", "NL", "DE", "ES", "PL", "SE", "CZ", "IT"),
    Language.GERMAN: ("DE", "DE", "AT", "NL", "CZ"),
    Language.DUTCH: ("NL", "NL", "BE"),
    Language.FRENCH: ("FR", "FR", "BE"),
    Language.SPANISH: ("ES", "ES", "PT"),
}
"""Where the vendors of a language send from, the likelier ones repeated."""
_HOURS_FROM_UTC = {"GB": 0, "PT": 0, "US": -5, "CA": -5}
"""Of the places that do not keep the time of the continent."""
DESTINATIONS = ("WORLD", "EU", "EU", "DE", "NL", "FR", "GB", "US", "IT", "AT", "ES")


def place_name(code: str, language: Language) -> str:
    """Return what a language calls a country, Europe or the whole world."""
    return _NAMES[code][_LANGUAGES.index(language)]


def hours_from_utc(code: str) -> int:
    """Return how far the clocks of a home are ahead of UTC in winter."""
    return _HOURS_FROM_UTC.get(code, 1)


def place_codes() -> tuple[str, ...]:
    """Return every code that has a name."""
    return tuple(_NAMES)
