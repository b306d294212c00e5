"""Which network a payment card is of, by its first digits, and Luhn's check digit."""

from typing import NamedTuple


class Issuer(NamedTuple):
    """A range of first digits and the lengths of its cards' numbers."""

    first: str
    last: str
    lengths: frozenset[int]


_SIXTEEN = frozenset({16})
_TO_NINETEEN = frozenset({16, 17, 18, 19})
_ISSUERS = (
    Issuer("4", "4", frozenset({13, 16, 19})),  # Visa
    Issuer("51", "55", _SIXTEEN),  # Mastercard
    Issuer("2221", "2720", _SIXTEEN),
    Issuer("34", "34", frozenset({15})),  # American Express
    Issuer("37", "37", frozenset({15})),
    Issuer("6011", "6011", _TO_NINETEEN),  # Discover
    Issuer("644", "659", _TO_NINETEEN),
    Issuer("62", "62", _TO_NINETEEN),  # UnionPay
    Issuer("3528", "3589", _TO_NINETEEN),  # JCB
    Issuer("300", "305", frozenset({14, 16, 19})),  # Diners Club
    Issuer("36", "36", frozenset({14, 16, 19})),
    Issuer("38", "39", frozenset({14, 16, 19})),
    Issuer("2200", "2204", _TO_NINETEEN),  # Mir
)
"""ISO/IEC 7812: the ranges that the networks publish."""


def lengths_of(digits: str) -> frozenset[int]:
    """Return how long a card's number is that begins so; empty when no network has it."""
    for issuer in _ISSUERS:
        if issuer.first <= digits[: len(issuer.first)] <= issuer.last:
            return issuer.lengths
    return frozenset()


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it.

    References:
        ISO/IEC 7812-1, annex B (Luhn, 1954).
    """
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(doubled)) % 10 == 0
