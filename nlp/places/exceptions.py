"""Whether a place in a text is named as one where goods are not sent to."""

import re

from nlp.places.place import place_code

_BEFORE_CHARS = 80
_JOINED = re.compile(r"\s(?:and|or|und|oder|en|of|et|ou|y|o)\s|[&/,]", re.IGNORECASE)
_EXCEPTED = re.compile(
    r"(?<!\w)(?:no|not|never|except|excluding|excl|without|ausser|außer|keine?|nicht|ohne|geen|niet|behalve|sauf|pas|jamais|"
    r"excepto|menos|nunca)\.?[\s:(]{1,2}"
    r"(?:(?:to|for|the|into|in|nach|die|naar|de|la|le|les|vers|au|aux|a|al|orders?|shipping|ship|versand)\s){0,4}"
    r"(?P<others>[^.;!?()]{0,60})$",
    re.IGNORECASE,
)
"""A word of exception, what may follow it, and the places of a list so far."""


def is_excepted(text: str, start: int) -> bool:
    """Return whether a place that starts in a text is excepted: ``no US, UK or Australia``.

    Args:
        text: The text.
        start: First code point of the place.
    """
    line = text[max(0, start - _BEFORE_CHARS) : start].rsplit("\n", 1)[-1]
    found = _EXCEPTED.search(line)
    if found is None:
        return False
    others = [one for one in _JOINED.split(found["others"]) if one.strip()]
    return all(place_code(one) is not None for one in others)
