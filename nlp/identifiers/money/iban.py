"""Numbers of bank accounts: IBAN, taken with their check digits."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier

_START = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[ ]?[0-9]{2}(?=[ -]?[A-Z0-9])", re.IGNORECASE | re.ASCII
)
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18,
    "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33,
    "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28,
    "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
"""Characters of each country's numbers: SWIFT's IBAN registry."""
_MOST = 2_000
"""Numbers with right check digits whose inner form is read, per text."""


class Iban(Identifier):
    """The number of a bank account, in capitals and without blanks.

    References:
        ISO 13616; SWIFT's IBAN registry.
    """

    kind = EntityKind.IBAN
    specificity = 0.95

    @override
    def find(self, text: str) -> Iterator[Found]:
        yield from islice(self._all(text), _MOST)

    def _all(self, text: str) -> Iterator[Found]:
        for start in _START.finditer(text):
            length = _LENGTHS.get(start[0][:2].upper())
            end = length and _end_of(text, start.start(), length)
            if not end:
                continue
            value = self.normalise(text[start.start() : end])
            if self.validate(value):
                yield self.found((start.start(), end), value)

    @override
    def normalise(self, raw: str) -> str:
        return re.sub(r"[ -]", "", raw.strip()).upper()

    @override
    def validate(self, value: str) -> bool:
        if _LENGTHS.get(value[:2]) != len(value) or not value.isascii():
            return False
        return value.isalnum() and _remainder(value) == 1 and _has_form(value)


def _end_of(text: str, start: int, length: int) -> int | None:
    """Return where so many letters and digits end that begin at a place, blanks aside."""
    at = start
    count = 0
    while at < len(text) and count < length:
        char = text[at]
        if char.isascii() and char.isalnum():
            count += 1
        elif char not in " -" or text[at - 1] in " -":
            return None
        at += 1
    is_whole = count == length and not text[at : at + 1].isalnum()
    return at if is_whole else None


def _remainder(value: str) -> int:
    """Return ISO 7064's MOD 97-10, 1 when the check digits are right."""
    return int("".join(str(int(char, 36)) for char in value[4:] + value[:4])) % 97


@lru_cache(maxsize=4096)
def _has_form(value: str) -> bool:
    # The registry takes a while to load: only behind right check digits.
    from stdnum import iban

    # Banks come and go faster than lists of their codes: form and check digits decide.
    return bool(iban.is_valid(value, check_country=False))
