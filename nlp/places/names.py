"""The names of countries in many languages, and what else stands for one."""

import re
from functools import cache

from babel import Locale

from core.text import fold, fold_whitespace

LANGUAGES = (
    *("en", "de", "nl", "fr", "es", "ru", "it", "pt", "pl"),
    *("sv", "da", "nb", "fi", "cs", "ro", "hu", "uk", "tr"),
)
"""Languages whose names are known, after CLDR; of two readings the earlier counts."""
WORLD = "WORLD"
EU = "EU"
_ALIASES = {
    WORLD: "world|worldwide|world wide|global|international|anywhere|everywhere|all"
    " countries|earth|ww|weltweit|welt|alle laender|alle länder|wereldwijd|hele wereld|"
    "весь мир|по всему миру|мир|tutto il mondo|todo mundo|monde|monde entier|dans le monde entier|mondial|todo el mundo|mundial|mundo",
    EU: "eu|e.u.|европа|ес|europe|european union|europa|europäische union|eu wide|europaweit|eu-weit|"
    "europese unie|union européenne|unión europea|all of europe|whole europe",
    "GB": "uk|u.k.|great britain|britain|england|scotland|wales|northern ireland|"
    "grossbritannien|großbritannien|vereinigtes koenigreich|groot-brittannië|"
    "grande-bretagne|gran bretaña|inglaterra|royaume uni|reino unido",
    "US": "usa|u.s.a.|u.s.|us|united states of america|america|amerika|vereinigte"
    " staaten von amerika|etats-unis|états-unis d'amérique|estados unidos de américa|"
    "ee.uu.|verenigde staten van amerika",
    "NL": "holland|the netherlands|nederland|holanda",
    "CZ": "czech republic|tschechische republik|tschechien|république tchèque",
    "DE": "brd|deutschland",
    "RU": "russia|russian federation",
    "KR": "korea|south korea",
    "CN": "mainland china|prc",
    "HK": "hong kong",
    "TR": "turkey",
    "MK": "macedonia",
    "AE": "uae|emirates",
    "CH": "suisse|svizzera|schweiz",
    "AT": "oesterreich",
    "CI": "ivory coast|cote d'ivoire",
    "BY": "belarus|weissrussland",
    "VN": "vietnam",
    "SY": "syria",
    "IR": "iran",
    "BO": "bolivia",
    "VE": "venezuela",
    "MD": "moldova",
    "TZ": "tanzania",
    "LA": "laos",
    "TW": "taiwan",
    "MM": "burma",
    "SZ": "swaziland",
    "CV": "cape verde",
}
REGIONS = frozenset(
    [
        "north america",
        "south america",
        "latin america",
        "central america",
        "america latina",
        "nordamerika",
        "südamerika",
        "asia",
        "asien",
        "africa",
        "afrika",
        "oceania",
        "middle east",
        "scandinavia",
        "balkans",
    ]
)
"""Larger than a country and without a code; never taken for one that they name."""
JOINED = re.compile(r"\s(?:and|&|\+|und|et|en|y)\s", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2}")


def key_of(raw: str) -> str:
    """Return a name as it is looked up: on one line, without case and accents."""
    joined = JOINED.sub(" & ", fold_whitespace(raw)).replace("’", "'")
    return fold(joined).strip(" .:()!")


@cache
def country_names() -> dict[str, str]:
    """Return the code of every known name, by its key."""
    table: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if _CODE.fullmatch(code) and code not in {"EU", "UN", "ZZ", "EZ"}:
                table.setdefault(key_of(name), code)
    for code, aliases in _ALIASES.items():
        table.update({key_of(alias): code for alias in aliases.split("|")})
    return table


@cache
def territory_codes() -> frozenset[str]:
    """Return the codes that CLDR has a territory for."""
    territories = map(str, Locale("en").territories)
    return frozenset(code for code in territories if _CODE.fullmatch(code)) - {"ZZ"}
