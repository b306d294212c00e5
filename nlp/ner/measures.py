"""Numbers and units as sellers write them."""

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,12}){0,4}", re.ASCII)
_GROUPED = 3
"""Digits behind a separator that make it a thousands separator."""

_UNIT_SPELLINGS = {
    "g": "g gr gm gms gram grams gramm gramme grammes gramo gramos grammen",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramm",
    "mg": "mg mgs milligram milligrams milligramm miligramos",
    "ug": "ug µg μg mcg microgram micrograms mikrogramm",
    "oz": "oz ozs ounce ounces unze unzen once onces onza onzas",
    "lb": "lb lbs pound pounds pfund",
    "ml": "ml mls milliliter milliliters millilitre millilitres",
    "l": "l ltr liter liters litre litres litro litros",
    "pill": (
        "pill pills pillen pille pilule pilules pastilla pastillas tablet tablets tablette tablettes "
        "tabletten tabs tab comprimé comprimés comprimido comprimidos bars bar"
    ),
    "blotter": "blotter blotters zegel zegels trip trips buvard buvards secante secantes hits",
    "capsule": "capsule capsules caps kapsel kapseln gélule gélules cápsula cápsulas",
    "vial": "vial vials ampoule ampoules amp amps ampulle ampullen ampul ampullen ampolla ampollas",
    "bottle": "bottle bottles flasche flaschen fles flessen",
    "cartridge": "cartridge cartridges carts kartusche kartuschen",
    "round": "round rounds rds schuss patronen cartouches cartuchos",
    "plant": "plant plants pflanze pflanzen",
    "piece": (
        "pc pcs piece pieces stück stücke stk st stuk stuks pièce pièces unit units unidad unidades uds "
        "item items accounts cards codes keys"
    ),
}
UNITS = {
    spelling: unit
    for unit, spellings in _UNIT_SPELLINGS.items()
    for spelling in spellings.split()
}
"""Spelling, in lower case, to unit."""

_CURRENCY_SPELLINGS = {
    "EUR": "€ eur euro euros",
    "USD": "$ usd dollar dollars us$",
    "GBP": "£ gbp",
    "CHF": "chf sfr franken",
    "BTC": "₿ btc xbt bitcoin bitcoins",
    "XMR": "xmr monero",
    "ETH": "eth ether",
    "LTC": "ltc",
    "USDT": "usdt",
}
CURRENCIES = {
    spelling: code
    for code, spellings in _CURRENCY_SPELLINGS.items()
    for spelling in spellings.split()
}
"""Sign or spelling, in lower case, to the code that records use."""
_COINS = frozenset({"BTC", "XMR", "ETH", "LTC"})


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


def plain(number: Decimal) -> str:
    """Return a number without an exponent and without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price_value(number: Decimal, currency: str) -> str:
    """Return a price in its one spelling: two decimals, or all of them for coins."""
    return f"{plain(number) if currency in _COINS else f'{number:.2f}'} {currency}"


def _split_last(text: str) -> tuple[str, str, str]:
    at = max(text.rfind("."), text.rfind(","))
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])
