"""Quantities, purities and prices in the spellings that sellers use."""

from collections.abc import Sequence
from random import Random

_WEIGHTS = ("0.5", "1", "2", "3.5", "5", "7", "10", "14", "20", "25", "28", "50", "100")
_GRAMS = {
    "en": ("g", "gr", "gram", "grams", "gm"),
    "de": ("g", "gr", "Gramm"),
    "nl": ("g", "gr", "gram"),
    "fr": ("g", "gr", "grammes"),
    "es": ("g", "gr", "gramos"),
}
_PIECES = {
    "en": ("pills", "tabs", "tablets", "pcs", "caps", "pieces", "blotters"),
    "de": ("Stück", "Stk", "Pillen", "Tabletten"),
    "nl": ("stuks", "pillen", "tabletten", "st"),
    "fr": ("comprimés", "pièces", "cachets", "pilules"),
    "es": ("pastillas", "unidades", "comprimidos", "uds"),
}
_SPELT = {
    "en": ("half an ounce", "an ounce", "a kilo", "two grams", "five grams", "a dozen"),
    "de": ("ein Gramm", "zwei Gramm", "ein halbes Kilo", "fünf Gramm"),
    "nl": ("een gram", "twee gram", "een halve kilo", "vijf gram"),
    "fr": ("un gramme", "deux grammes", "un demi-kilo", "cinq grammes"),
    "es": ("un gramo", "dos gramos", "medio kilo", "cinco gramos"),
}
_SLANG = (
    "oz",
    "1 oz",
    "1/4 oz",
    "1/8",
    "half oz",
    "zip",
    "8 ball",
    "qp",
    "1 lb",
    "2oz",
)
_HEAVY = {
    "en": ("kg", "kilos", "kilograms", "tonnes"),
    "de": ("Kilogramm", "Kilo", "Tonnen", "kg"),
    "nl": ("kilo", "kg", "kilogram", "ton"),
    "fr": ("kg", "kilos", "tonnes"),
    "es": ("kg", "kilos", "kilogramos", "toneladas"),
}
_HEDGES = {
    "en": ("more than", "about", "over", "nearly", "at least"),
    "de": ("mehr als", "rund", "mindestens"),
    "nl": ("meer dan", "ongeveer", "ruim"),
    "fr": ("plus de", "environ", "près de"),
    "es": ("más de", "unos", "casi"),
}
_ROUNDS = {
    "en": ("rounds",),
    "de": ("Schuss", "Patronen"),
    "nl": ("patronen",),
    "fr": ("cartouches",),
    "es": ("cartuchos",),
}
_MAGAZINES = {
    "en": ("two magazines", "3 magazines"),
    "de": ("zwei Magazinen", "3 Magazinen"),
    "nl": ("twee magazijnen", "3 magazijnen"),
    "fr": ("deux chargeurs", "3 chargeurs"),
    "es": ("dos cargadores", "3 cargadores"),
}
_COUNTS = (2, 3, 5, 10, 20, 25, 30, 50, 100, 200, 250, 500, 1000)
_DOSES = (
    "1mg",
    "2 mg",
    "5mg",
    "10mg",
    "20 mg",
    "30mg",
    "75 mg",
    "100ug",
    "150 µg",
    "250mg",
)
_SIGNS = ("€", "$", "£", "€", "$", "A$", "C$")
_CODES = ("EUR", "USD", "euro", "eur", "€", "€", "$", "usd", "GBP", "CHF", "zł", "AUD")


def amount(language: str, rng: Random) -> str:
    """Return a weight or a number of pieces, with its unit."""
    draw = rng.random()
    if draw < 0.6:
        number = _local(rng.choice(_WEIGHTS), language)
        return f"{number}{rng.choice(('', ' '))}{rng.choice(_GRAMS[language])}"
    if draw < 0.8:
        return f"{rng.choice(_COUNTS)} {rng.choice(_PIECES[language])}"
    return rng.choice(_SPELT[language] if draw < 0.9 else _SLANG)


def mass(language: str, rng: Random) -> str:
    """Return an amount as news have it: heavy, often hedged."""
    number = rng.choice((str(rng.randrange(2, 900)), f"{rng.uniform(1, 30):.1f}"))
    whole = f"{_local(number, language)} {rng.choice(_HEAVY[language])}"
    return f"{rng.choice(_HEDGES[language])} {whole}" if rng.random() < 0.25 else whole


def count(language: str, rng: Random) -> str:
    """Return a number of pieces, bare or with ``x``."""
    del language
    pieces = rng.choice(_COUNTS)
    return rng.choice((f"{pieces}", f"{pieces}", f"{pieces}x", f"x{pieces}"))


def number(language: str, rng: Random) -> str:
    """Return a number of pieces as prose has it."""
    del language
    return str(rng.choice(_COUNTS))


def rounds(language: str, rng: Random) -> str:
    """Return a number of rounds with its word."""
    return f"{rng.choice(_COUNTS)} {rng.choice(_ROUNDS[language])}"


def magazines(language: str, rng: Random) -> str:
    """Return a number of magazines with its word."""
    return rng.choice(_MAGAZINES[language])


def dose(language: str, rng: Random) -> str:
    """Return the strength of one piece."""
    del language
    return rng.choice(_DOSES)


def purity(language: str, rng: Random) -> str:
    """Return a share of the pure substance."""
    low = rng.randrange(40, 97)
    return _one_of(
        rng,
        f"{low}%",
        f"{low} %",
        _local(f"{low}.{rng.randrange(1, 10)}", language) + "%",
        f"{low}-{low + 3}%",
        f"{low}%+",
    )


def price(language: str, rng: Random) -> str:
    """Return an amount of money with its sign or code."""
    number = _price_number(language, rng)
    sign, code = rng.choice(_SIGNS), rng.choice(_CODES)
    return _one_of(
        rng,
        f"{sign}{number}",
        f"{sign}{number}",
        f"{number}{code}" if not code.isascii() else f"{number} {code}",
        f"{number} {code}",
        f"{code} {number}" if code.isupper() else f"{sign}{number}",
        f"{rng.uniform(0.001, 0.2):.4f} BTC",
        f"{number},-" if "," not in number and "." not in number else f"{number} €",
        f"{rng.randrange(20, 90)} bucks" if language == "en" else f"{number} euro",
    )


def bare_price(language: str, rng: Random) -> str:
    """Return a price without a sign, as price tiers have it."""
    del language
    return str(rng.randrange(3, 160) * 5)


def _price_number(language: str, rng: Random) -> str:
    draw = rng.random()
    if draw < 0.7:
        return str(rng.randrange(2, 190) * 5)
    if draw < 0.85:
        return _local(
            f"{rng.randrange(3, 99)}.{rng.choice(('50', '90', '99'))}", language
        )
    comma = "," if language == "en" else "."
    return f"{rng.randrange(1, 9)}{comma}{rng.choice(('000', '200', '500', '950'))}"


def _local(number: str, language: str) -> str:
    return number if language == "en" else number.replace(".", ",")


def _one_of(rng: Random, *spellings: str) -> str:
    choices: Sequence[str] = spellings
    return rng.choice(choices)
