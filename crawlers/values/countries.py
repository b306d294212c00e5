"""Countries as markets write them, in ISO 3166-1 codes."""

import re
from functools import cache

from babel import Locale

from core.errors import RecordError, shown
from core.text import fold
from crawlers.values.text import fold_whitespace

LANGUAGES = ("en", "de", "nl", "fr", "es", "ru", "it", "pt", "pl")
MAX_RAW_CHARS = 5_000
MAX_WORDS = 300
NAME_WORDS = 5
"""Words of the longest name that is looked for."""
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
_REGIONS = frozenset(
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
_CUTS = re.compile(r"[,;|/\n•·→⇒➔>()\[\]]|\s[-–—]+>?\s|-+>")
_PREFIX = re.compile(
    r"^(?:(?:ships?|shipping|shipped|sent|sends|delivers?|delivery|from|to|origin|only|"
    r"destination|versand|lieferung|aus|nach|von|expédié|depuis|vers|envío|envio|desde|"
    r"verzending|naar|flag|из|в)\b[\s:]*){1,4}",
    re.IGNORECASE,
)
_FLAG = re.compile(
    r"(?:flags?|fi|country)[\w/.\s-]{0,80}?[/_\-\s](?P<class>[a-z]{2})"
    r"(?:\.(?:png|svg|gif|webp|jpe?g))?$|(?:^|/)(?P<file>[a-z]{2})\.(?:png|svg|gif|webp|jpe?g)$",
    re.IGNORECASE,
)
_EMOJI = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_LETTER = 0x1F1E6
_ARROW = re.compile(r"[→⇒⟶➔➙➜➝➞➡➤➧⮕►▸▶]\ufe0f?|[-–—=]{1,3}>{1,2}")
_ANGLE = re.compile(r">{1,3}|»")
"""An arrow, or what parts a region from a country in it: ``Europe > Germany``."""
_TO = re.compile(
    r"\s(?:(?:ships?|shipping|shipped|sent) )?(?:to|nach|naar|vers)\b:?", re.IGNORECASE
)
_JOINED = re.compile(r"\s(?:and|&|\+|und|et|en|y)\s", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|but not|ausser|außer|behalve|sauf|excepto)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_BUT_NOT = re.compile(r"[(,;]\s*[Nn]o(?:t(?: to)?)?\s+\w.*", re.DOTALL)
"""``(no US)``; in capitals it is Norway."""
_CODE = re.compile(r"[A-Z]{2}")


def parse_country(raw: str) -> str:
    """Return the code of the one country that a text, a flag or a flag's file names.

    Of a country and a region, as in ``Germany, EU``, it is the country; of a route, as in ``Germany → Austria``, where it begins.

    Raises:
        RecordError: It is not a known country, or there are several.
    """
    text = fold_whitespace(raw)[:MAX_RAW_CHARS]
    countries = _countries(_route(text)[0])
    if len(countries) != 1:
        raise RecordError(
            f"not a known country: {shown(raw)}; add it to crawlers/values/countries.py, "
            "or point the field's selector or regex at one"
        )
    return countries[0]


def parse_countries(raw: str) -> tuple[str, ...]:
    """Return the codes of all countries that a text names, in its order.

    What is excepted ("worldwide except USA") is left out; a region other than the EU
    and the world has no code and is passed over, as the raw text keeps it. Of a route, as
    in ``Germany → Austria, France``, it is where it leads.

    Raises:
        RecordError: Not one country is known.
    """
    _, end = _route(raw[:MAX_RAW_CHARS])
    codes = _codes_of_text(end)
    if not codes:
        raise RecordError(
            f"no known country in {shown(raw)}; add it to crawlers/values/countries.py"
        )
    return tuple(codes)


def _countries(text: str) -> list[str]:
    codes = _codes_of_text(text)
    return [code for code in codes if code not in {WORLD, EU}] or codes


def _route(text: str) -> tuple[str, str]:
    """Return what a route names as its start and as its end; of any other text, the whole twice.

    What is excepted is left out.
    """
    text = _BUT_NOT.sub("", _EXCEPT.sub("", text))
    for sign in (_ARROW, _ANGLE, _TO):
        found = sign.search(text)
        if found is None or (sign is _ANGLE and len(_countries(text)) == 1):
            continue
        start, end = text[: found.start()], text[found.end() :]
        if end.strip() and (_codes_of_text(start) or _key(start) in _REGIONS):
            return start, end
    return text, text


def _codes_of_text(raw: str) -> list[str]:
    """Return the codes of all countries that a text names, each once."""
    text = _EMOJI.sub(_spelt_flag, raw)
    whole = _look_up(text) or _look_up_code(text) or _flag(text)
    if whole:
        return [whole]
    codes: list[str] = []
    for piece in _CUTS.split(text):
        codes += _codes_of(_PREFIX.sub("", piece.strip()))
    return list(dict.fromkeys(codes))


def _spelt_flag(match: re.Match[str]) -> str:
    letters = (chr(ord(sign) - _FIRST_LETTER + ord("A")) for sign in match[0])
    return f", {''.join(letters)}, "


def _flag(text: str) -> str | None:
    """Return the country of a flag's class or file, such as ``flag-icon flag-icon-de``."""
    found = _FLAG.search(text.strip())
    if not found:
        return None
    return _look_up_code(found["class"] or found["file"])


def _look_up_code(text: str) -> str | None:
    code = text.strip().upper()
    if code == "UK":
        return "GB"
    return code if _CODE.fullmatch(code) and code in _codes() else None


def _codes_of(piece: str) -> list[str]:
    whole = _look_up(piece)
    if whole:
        # "Trinidad and Tobago" is one country: look before cutting at "and".
        return [whole]
    parts = [_look_up(part) for part in _JOINED.split(piece)]
    known = [code for code in parts if code]
    return known or _words_of(piece)


def _words_of(piece: str) -> list[str]:
    """Return the countries that stand in a text without anything between them."""
    words = piece.split()[:MAX_WORDS]
    codes: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + NAME_WORDS), start, -1):
            name = " ".join(words[start:end])
            code = None if len(name) < 3 and not name.isupper() else _look_up(name)
            if code or _key(name) in _REGIONS:
                codes += [code] if code else []
                start = end - 1
                break
        start += 1
    return codes


def _look_up(raw: str) -> str | None:
    name = _key(raw)
    found = _names().get(name) or _names().get(name.removeprefix("the "))
    if found:
        return found
    bare = raw.strip().strip("().:")
    return bare if _CODE.fullmatch(bare) and bare in _codes() else None


def _key(raw: str) -> str:
    joined = _JOINED.sub(" & ", fold_whitespace(raw)).replace("’", "'")
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
