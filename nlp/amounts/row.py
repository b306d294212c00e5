"""Numbers in a row of tokens: figures, fractions, words, thousands, ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.amounts.numbers import (
    ARTICLES,
    PARTS,
    SCALES,
    WORDS,
    number_from,
    spelt_number,
)
from nlp.amounts.spelling import CURRENCIES, LETTERED

_FRACTION_SIGN = "⁄"
"""What parts "½" in a clean text; its upper number has one digit."""
_SLASHES = frozenset({"/", _FRACTION_SIGN})
_DASHES = frozenset({"-", "–", "—", "~"})
_RANGES = _DASHES | {"to", "bis", "tot", "à"}
_PARTS_OF_ONE = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 20, 32})
_THOUSANDS = frozenset({"k", "к"})
_MOST_WHOLE = 9
"""Before a fraction; "10 1/4 oz bags" are ten bags."""
_GROUP_DIGITS = 3
_MOST_GROUPS = 4
_LONGEST_NUMBER = 20
"""Characters of a number: a longer one is a key or an account."""
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a row of tokens."""

    number: Decimal
    end: int
    """One past its last token."""
    upper: Decimal | None = None
    """Where a range ends: ``50-60``."""
    is_word: bool = False
    is_fraction: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens in lower case, and for each whether it touches the one before."""

    tokens: Sequence[str]
    glued: Sequence[bool]

    def at(self, place: int) -> str:
        """Return a token, or nothing beyond the row."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else ""

    def touches(self, place: int) -> bool:
        """Whether a token follows the one before without a blank."""
        return 0 < place < len(self.tokens) and self.glued[place]

    def sign(self, at: int) -> tuple[str, int] | None:
        """Return the currency whose sign starts at a token, and where the number begins."""
        lettered = LETTERED.get(self.at(at)) if self.at(at + 1) == "$" else None
        if lettered and self.touches(at + 1) and not self.touches(at):
            return lettered, at + 2
        code = CURRENCIES.get(self.at(at))
        return None if code is None else (code, at + 1)

    def after_dashes(self, place: int) -> int:
        """Return the place behind what stands for no cents: "80,-"."""
        stands = self.at(place) in {",", "."} and self.at(place + 1) in _DASHES
        return place + 2 if stands and self.touches(place) else place

    def numeral(self, at: int) -> Numeral | None:
        """Return the number that starts at a token, a range as one."""
        first = self._single(at)
        if first is None or first.number > _LARGEST:
            return None
        if first.is_fraction:
            return first
        is_range = self.at(first.end) in _RANGES
        second = self._single(first.end + 1) if is_range else None
        if second is None or second.is_fraction or second.is_word != first.is_word:
            return first
        if not first.number < second.number <= _LARGEST:
            return first
        return Numeral(first.number, second.end, second.number, first.is_word)

    def _single(self, at: int) -> Numeral | None:
        token = self.at(at)
        if token in {".", ","} and self.touches(at + 1):
            return self._below_one(at)
        if token in PARTS:
            return self._part(at)
        if token in ARTICLES and self.at(at + 1) in PARTS:
            return self._part(at + 1)
        if token in WORDS or token in SCALES or token in {"a", "an"}:
            spelt = spelt_number(self.tokens, at)
            return spelt and Numeral(spelt[0], spelt[1], is_word=True)
        number = number_from(token) if len(token) <= _LONGEST_NUMBER else None
        return None if number is None else self._scaled(number, at)

    def _below_one(self, at: int) -> Numeral | None:
        digits = self.at(at + 1)
        if self.touches(at) or not digits.isdecimal() or len(digits) > _GROUP_DIGITS:
            return None
        return Numeral(Decimal(f"0.{digits}"), at + 2)

    def _part(self, at: int) -> Numeral:
        end = at + 1
        # "half of an", "demi-": never more than three words.
        while end <= at + 3 and (
            self.at(end) in ARTICLES or (self.at(end) in _DASHES and end == at + 1)
        ):
            end += 1
        return Numeral(PARTS[self.at(at)], end, is_word=True)

    def _scaled(self, number: Decimal, at: int) -> Numeral:
        """Return a number with what stands behind it and multiplies or divides it."""
        end = at + 1
        fraction = self._fraction(number, at) or self._mixed(number, end)
        if fraction is not None:
            return fraction
        while end <= at + _MOST_GROUPS and self._is_group(end, at):
            number, end = number * 1000 + Decimal(self.at(end)), end + 1
        following = self.at(end)
        if following in _THOUSANDS and self.touches(end):
            return Numeral(number * 1000, end + 1)
        if following in SCALES:
            return Numeral(number * SCALES[following], end + 1)
        return Numeral(number, end)

    def _fraction(self, number: Decimal, at: int) -> Numeral | None:
        """Return what "1/8" is, and the "11⁄2" that "1½" reads as in a clean text."""
        slash = self.at(at + 1)
        divisor = number_from(self.at(at + 2)) if slash in _SLASHES else None
        if not divisor or divisor not in _PARTS_OF_ONE:
            return None
        whole, number = divmod(number, 10) if slash == _FRACTION_SIGN else (0, number)
        if number >= divisor:
            return None
        return Numeral(whole + round(number / divisor, 4), at + 3, is_fraction=True)

    def _mixed(self, whole: Decimal, at: int) -> Numeral | None:
        """Return what "2 1/2" is, where a fraction starts at a token."""
        is_whole = whole in range(1, _MOST_WHOLE + 1)
        if not is_whole or self.touches(at) or not self.touches(at + 1):
            return None
        number = number_from(self.at(at)) if len(self.at(at)) <= 2 else None
        fraction = self._fraction(number, at) if number else None
        if fraction is None or fraction.number >= 1:
            return None
        return Numeral(whole + fraction.number, fraction.end, is_fraction=True)

    def _is_group(self, place: int, first: int) -> bool:
        """Whether a token is a further group of digits: "10 000", "1 300 kr"."""
        head, group = self.at(first), self.at(place)
        is_group = len(group) == _GROUP_DIGITS and group.isdecimal()
        return (
            is_group
            and (group == "000" or self.at(place + 1) in CURRENCIES)
            and head.isdecimal()
            and len(head) <= _GROUP_DIGITS
            and not self.touches(place)
        )
