"""Countries in a text, in ISO 3166-1 codes: names in many languages, flags, routes."""

import re

from nlp.places.names import (
    EU,
    JOINED,
    REGIONS,
    WORLD,
    country_names,
    key_of,
    territory_codes,
)

MAX_WORDS = 300
NAME_WORDS = 5
"""Words of the longest name that is looked for."""
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
_EXCEPT = re.compile(
    r"\b(?:except|excluding|but not|ausser|außer|behalve|sauf|excepto)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_BUT_NOT = re.compile(r"[(,;]\s*[Nn]o(?:t(?: to)?)?\s+\w.*", re.DOTALL)
"""``(no US)``; in capitals it is Norway."""
_CODE = re.compile(r"[A-Z]{2}")


def countries_alone(text: str) -> list[str]:
    """Return the countries that a text names, regions only where it names no country."""
    codes = countries_in(text)
    return [code for code in codes if code not in {WORLD, EU}] or codes


def route(text: str) -> tuple[str, str]:
    """Return what a route names as its start and as its end; of any other text, the whole twice.

    What is excepted is left out.
    """
    text = _BUT_NOT.sub("", _EXCEPT.sub("", text))
    for sign in (_ARROW, _ANGLE, _TO):
        found = sign.search(text)
        if found is None or (sign is _ANGLE and len(countries_alone(text)) == 1):
            continue
        start, end = text[: found.start()], text[found.end() :]
        if end.strip() and (countries_in(start) or key_of(start) in REGIONS):
            return start, end
    return text, text


def countries_in(raw: str) -> list[str]:
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
    return code if _CODE.fullmatch(code) and code in territory_codes() else None


def _codes_of(piece: str) -> list[str]:
    whole = _look_up(piece)
    if whole:
        # "Trinidad and Tobago" is one country: look before cutting at "and".
        return [whole]
    parts = [_look_up(part) for part in JOINED.split(piece)]
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
            if code or key_of(name) in REGIONS:
                codes += [code] if code else []
                start = end - 1
                break
        start += 1
    return codes


def _look_up(raw: str) -> str | None:
    name = key_of(raw)
    found = country_names().get(name) or country_names().get(name.removeprefix("the "))
    if found:
        return found
    bare = raw.strip().strip("().:")
    return bare if _CODE.fullmatch(bare) and bare in territory_codes() else None
