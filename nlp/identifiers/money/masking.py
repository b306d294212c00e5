"""Card numbers made unreadable where they are kept."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from nlp.identifiers.money.issuers import has_check_digit, lengths_of

_FIRST_KEPT, _LAST_KEPT = 6, 4
"""What PCI DSS, requirement 3.4, allows to be shown."""
_SHORTEST, _LONGEST = 13, 19
_MOST_GROUPS = 19
_RUN = re.compile(r"[0-9]++(?:[\W_]{1,3}+[0-9]++)*+", re.ASCII)
_GROUP = re.compile(r"[0-9]+", re.ASCII)


def masked(text: str) -> str:
    """Return a card's number with stars for all but its first six and last four digits.

    Args:
        text: The number, its digits of any script's spelling; the result is as long.
    """
    plain = _with_plain_digits(text)
    places = [at for at, char in enumerate(plain) if "0" <= char <= "9"]
    hidden = frozenset(places[_FIRST_KEPT:-_LAST_KEPT])
    return "".join("*" if at in hidden else char for at, char in enumerate(text))


def without_card_numbers(text: str) -> str:
    """Return a text in which every whole card number is masked, at equal length.

    A number counts by its issuer, length and check digit; it begins and ends with a group of digits, and up to three signs stand
    between two groups. One in ten of such numbers is no card's: it is masked as well.
    """
    plain = _with_plain_digits(text)
    # Changed in place: copying the text for each number would cost its square.
    chars = list(text)
    for run in _RUN.finditer(plain):
        if run.end() - run.start() < _SHORTEST:
            continue
        groups = [group.span() for group in _GROUP.finditer(plain, *run.span())]
        for start, end in _numbers(plain, groups):
            chars[start:end] = masked("".join(chars[start:end]))
    return "".join(chars)


def _numbers(text: str, groups: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of whole card numbers made of neighbouring groups of digits."""
    numbers: list[tuple[int, int]] = []
    for at, (start, _) in enumerate(groups):
        near = groups[at : at + _MOST_GROUPS]
        sizes = accumulate(end - begin for begin, end in near)
        numbers += (
            (start, end)
            for (_, end), size in zip(near, sizes, strict=True)
            if _SHORTEST <= size <= _LONGEST and _is_number(text[start:end])
        )
    return numbers


def _is_number(text: str) -> bool:
    digits = "".join(_GROUP.findall(text))
    return len(digits) in lengths_of(digits) and has_check_digit(digits)


def _with_plain_digits(text: str) -> str:
    """Return a text with every spelling of a digit as that digit, at equal length."""
    if text.isascii():
        return text
    folded = ((char, unicodedata.normalize("NFKC", char)) for char in text)
    return "".join(
        str(unicodedata.digit(one)) if len(one) == 1 and one.isdigit() else char
        for char, one in folded
    )
