"""The country that a place in a text lies in: the value of its mention."""

import re

from core.text import fold_whitespace
from nlp.places.cities import further_names
from nlp.places.countries import countries_in
from nlp.places.names import country_names, key_of

MAX_CHARS = 200
_MAX_WORDS = 12
_BESIDES = re.compile(
    r"(?<![^\W_])(?:domestic|inland|only|nationwide|wide|countries|nationaal|national|shipping)(?![^\W_])|[#_]",
    re.IGNORECASE,
)
"""What stands beside a country without changing which one it is."""


def place_code(text: str) -> str | None:
    """Return the code of the place that a text names.

    Args:
        text: A name, code, flag, city or adjective: ``Germany``, ``UK domestic``, ``🇩🇪``,
            ``Dutch``, ``Rotterdam``.

    Returns:
        ISO 3166-1 alpha-2, ``EU`` or ``WORLD``; ``None`` when no place or more than one is
        named, or the place lies in no country that is known.
    """
    line = fold_whitespace(_BESIDES.sub(" ", text[:MAX_CHARS]))
    for spelling in (fold_whitespace(text[:MAX_CHARS]), line):
        code = _look_up(spelling)
        if code:
            return code
    codes = countries_in(line)
    if codes:
        return codes[0] if len(codes) == 1 else None
    cities = {code for word in line.split()[:_MAX_WORDS] if (code := _look_up(word))}
    return cities.pop() if len(cities) == 1 else None


def _look_up(spelling: str) -> str | None:
    key = key_of(spelling)
    for name in (key, key.removeprefix("the ")):
        code = country_names().get(name) or further_names().get(name)
        if code:
            return code
    return None
