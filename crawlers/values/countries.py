"""Countries as markets write them, in ISO 3166-1 codes."""

import re
from functools import cache

from babel import Locale

from core.errors import RecordError, shown
from core.text import fold
from crawlers.values.text import fold_whitespace

LANGUAGES = ("en", "de", "nl", "fr", "es")
MAX_RAW_CHARS = 5_000
WORLD = "WORLD"
EU = "EU"
_ALIASES = {
    WORLD: "world|worldwide|world wide|global|international|anywhere|everywhere|all"
    " countries|earth|ww|weltweit|welt|alle laender|alle länder|wereldwijd|hele wereld|"
    "monde|monde entier|dans le monde entier|mondial|todo el mundo|mundial|mundo",
    EU: "eu|europe|european union|europa|europäische union|eu wide|europaweit|eu-weit|"
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
}
_CUTS = re.compile(r"[,;|/\n•→>]")
_JOINED = re.compile(r"\s(?:and|&|\+|und|et|en|y)\s", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|but not|ausser|außer|behalve|sauf|excepto)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"[A-Z]{2}")


def parse_country(raw: str) -> str:
    """Return the code of the one country that a text names.

    Raises:
        RecordError: It is not a known country.
    """
    code = _look_up(raw)
    if code is None:
        raise RecordError(
            f"not a known country: {shown(raw)}; add it to crawlers/values/countries.py"
        )
    return code


def parse_countries(raw: str) -> tuple[str, ...]:
    """Return the codes of all countries that a text names, in its order.

    What is excepted ("worldwide except USA") is left out; a region other than the EU
    and the world has no code and is passed over, as the raw text keeps it.

    Raises:
        RecordError: Not one country is known.
    """
    text = _EXCEPT.sub("", raw[:MAX_RAW_CHARS])
    codes: list[str] = []
    for piece in _CUTS.split(text):
        codes += _codes_of(piece)
    if not codes:
        raise RecordError(
            f"no known country in {shown(raw)}; add it to crawlers/values/countries.py"
        )
    return tuple(dict.fromkeys(codes))


def _codes_of(piece: str) -> list[str]:
    whole = _look_up(piece)
    if whole:
        # "Trinidad and Tobago" is one country: look before cutting at "and".
        return [whole]
    parts = [_look_up(part) for part in _JOINED.split(piece)]
    return [code for code in parts if code]


def _look_up(raw: str) -> str | None:
    name = _key(raw)
    found = _names().get(name) or _names().get(name.removeprefix("the "))
    if found:
        return found
    bare = raw.strip().strip("().:")
    return bare if _CODE.fullmatch(bare) and bare in _codes() else None


def _key(raw: str) -> str:
    joined = _JOINED.sub(" & ", fold_whitespace(raw))
    return fold(joined).strip(" .:()!")


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if _CODE.fullmatch(code) and code not in {"EU", "UN", "ZZ", "EZ"}:
                names.setdefault(_key(name), code)
    for code, aliases in _ALIASES.items():
        names.update({_key(alias): code for alias in aliases.split("|")})
    return names


@cache
def _codes() -> frozenset[str]:
    territories = map(str, Locale("en").territories)
    return frozenset(code for code in territories if _CODE.fullmatch(code)) - {"ZZ"}
