"""Numbers as sellers write them, in figures and in words of five languages."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,12}){0,4}", re.ASCII)
_GROUPED = 3
"""Digits behind a separator that make it a thousands separator."""
_UNITS = {
    0: "zero null nul zéro cero",
    1: "one ein eine einen einem einer eins een één un une uno una",
    2: "two zwei zwo twee deux dos",
    3: "three drei drie trois tres",
    4: "four vier quatre cuatro",
    5: "five fünf fuenf vijf cinq cinco",
    6: "six sechs zes seis",
    7: "seven sieben zeven sept siete",
    8: "eight acht huit ocho",
    9: "nine neun negen neuf nueve",
    10: "ten zehn tien dix diez",
    11: "eleven elf onze",
    12: "twelve zwölf zwoelf twaalf douze doce",
    13: "thirteen dreizehn dertien treize trece",
    14: "fourteen vierzehn veertien quatorze catorce",
    15: "fifteen fünfzehn vijftien quinze quince",
    16: "sixteen sechzehn zestien seize dieciséis",
    17: "seventeen siebzehn zeventien diecisiete",
    18: "eighteen achtzehn achttien dieciocho",
    19: "nineteen neunzehn negentien diecinueve",
    20: "twenty zwanzig twintig vingt veinte",
    30: "thirty dreißig dreissig dertig trente treinta",
    40: "forty vierzig veertig quarante cuarenta",
    50: "fifty fünfzig fuenfzig vijftig cinquante cincuenta",
    60: "sixty sechzig zestig soixante sesenta",
    70: "seventy siebzig zeventig setenta",
    80: "eighty achtzig tachtig ochenta",
    90: "ninety neunzig negentig noventa",
}
WORDS = {word: value for value, words in _UNITS.items() for word in words.split()}
"""Number words below a hundred, in lower case."""
_SCALES = {
    12: "dozen dutzend dozijn douzaine docena",
    100: "hundred hundert honderd cent cien ciento",
    1_000: "thousand tausend duizend mille mil тыс",
    1_000_000: "million millions mio millionen miljoen millón millones млн",
}
SCALES = {word: value for value, words in _SCALES.items() for word in words.split()}
"""Words that multiply the number before them."""
_PARTS = {
    "0.5": "half halbe halber halbes halben halve demi demie medio media",
    "0.25": "quarter viertel kwart quart cuarto",
    "0.125": "eighth achtel huitième octavo",
    "0.0625": "sixteenth teenth",
}
PARTS = {
    word: Decimal(part) for part, words in _PARTS.items() for word in words.split()
}
"""Words for a part of what follows."""
ARTICLES = frozenset("a an ein eine einen een un une una the of de d".split())  # noqa: SIM905
"""What may stand between a part and its unit: "half an ounce"."""
_JOINTS = frozenset({"-", "and", "und", "en", "et", "y"})
_MOST_TOKENS = 9


def number_from(text: str) -> Decimal | None:
    """Return the number that a token spells, whichever separators it uses.

    A lone separator before three digits groups thousands, except behind a zero ("0.125").
    """
    if not _NUMBER.fullmatch(text):
        return None
    head, separator, tail = _split_last(text)
    digits = head.replace(".", "").replace(",", "")
    is_mixed = separator != "" and ({".", ","} - {separator}).pop() in head
    is_group = len(tail) == _GROUPED and not is_mixed and digits.strip("0") != ""
    plain = f"{digits}{tail}" if is_group else f"{digits}.{tail or '0'}"
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def spelt_number(tokens: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    """Return the number whose words start at a token, and its end.

    ``ninety-two``, ``one hundred and ten``, ``cent cinquante``, ``a dozen``; an article
    alone is none.
    """
    total = current = 0
    end = at
    place = at + 1 if _is_one(tokens, at) else at
    while place < min(len(tokens), at + _MOST_TOKENS):
        word = tokens[place]
        if word in WORDS and (current % 10 == 0 or end == at):
            current += WORDS[word]
        elif word in SCALES:
            current = max(current, 1) * SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0
        elif word not in _JOINTS or end == at:
            break
        place += 1
        if word not in _JOINTS:
            end = place
    return (Decimal(total + current), end) if end > at else None


def _is_one(tokens: Sequence[str], at: int) -> bool:
    """Whether an article counts what follows: "a dozen"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    return tokens[at : at + 1] in (["a"], ["an"]) and following in SCALES


def plain(number: Decimal) -> str:
    """Return a number without an exponent and without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _split_last(text: str) -> tuple[str, str, str]:
    at = max(text.rfind("."), text.rfind(","))
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])
