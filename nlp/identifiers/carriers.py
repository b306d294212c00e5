"""Check digits of the carriers whose parcel numbers have one."""

import re

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_FEDEX_WEIGHTS = (3, 1, 7) * 4
_POSTS = frozenset(
    """
    AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF
    CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GF
    GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MQ MR MT MU MV MW
    MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS PT PY QA RE RO RS RU RW SA SB SC
    SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY
    UZ VA VC VE VG VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Countries whose posts give out numbers: ISO 3166."""


def is_s10(number: str) -> bool:
    """Whether a number is one of the posts' international services: ``RR123456785DE``.

    References:
        Universal Postal Union, standard S10.
    """
    if re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", number, re.ASCII) is None:
        return False
    digits = [int(digit) for digit in number[2:11]]
    total = sum(w * d for w, d in zip(_S10_WEIGHTS, digits[:8], strict=True))
    check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    return check == digits[8] and number[11:] in _POSTS


def is_ups(number: str) -> bool:
    """Whether a number is one of UPS: ``1Z``, shipper (6), service (2), seven digits and a check digit."""
    if re.fullmatch(r"1Z[0-9A-Z]{8}[0-9]{8}", number, re.ASCII) is None:
        return False
    values = [
        int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in number[2:17]
    ]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return -total % 10 == int(number[17])


def is_fedex(number: str) -> bool:
    """Whether digits are a number of FedEx Express (12) or FedEx Ground (15)."""
    if re.fullmatch(r"\d{12}|\d{15}", number, re.ASCII) is None:
        return False
    if len(number) == 15:
        return _is_modulus_10(number)
    digits = [int(digit) for digit in number]
    total = sum(w * d for w, d in zip(_FEDEX_WEIGHTS, digits[:11], strict=False))
    return total % 11 % 10 == digits[11]


def is_usps(number: str) -> bool:
    """Whether digits are a number of the American post: 20 or 22, beginning with 9.

    References:
        USPS Publication 199, Intelligent Mail package barcode.
    """
    return re.fullmatch(
        r"9[1-5]\d{18}(?:\d{2})?", number, re.ASCII
    ) is not None and _is_modulus_10(number)


def is_dhl(number: str) -> bool:
    """Whether digits are a waybill of DHL Express: ten, the last the others' remainder by seven."""
    if re.fullmatch(r"[1-9]\d{9}", number, re.ASCII) is None:
        return False
    return int(number[:9]) % 7 == int(number[9])


def _is_modulus_10(number: str) -> bool:
    """Whether the last digit completes the others, threefold and single in turn from the right."""
    digits = [int(digit) for digit in number[::-1]]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0
