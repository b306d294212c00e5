"""From an observation and its mentions to what can be compared across markets."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.mentions import EntityKind, Mention, TextField
from core.offers import CategoryGuess, ConvertedPrice, OfferedQuantity, OfferFacts
from core.records import ListingObservation, Money
from nlp.amounts.offered import PlacedQuantity, offered_quantity
from nlp.amounts.price import read_price
from nlp.amounts.quantity import SaidQuantity, purity_from, said_quantity
from nlp.amounts.rates import convert_price
from nlp.amounts.units import UNITS
from nlp.language import language_of
from nlp.places.exceptions import is_excepted
from nlp.places.place import place_code

ClassOf = Callable[[EntityKind, str], str | None]
"""From a mention's kind and value to its path in a hierarchy, such as ``stimulants/cocaine``."""
GuessCategory = Callable[[Mapping[str, float], Sequence[Mention]], CategoryGuess | None]
"""From the classifier's shares and the mentions to a category with its topics."""
_CLASSED = frozenset({EntityKind.DRUG})
_MOST_PLACES = 40
_MICRO = Decimal("0.000001")
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class _Field:
    """One text of a listing with its mentions, in order."""

    text: str
    mentions: Sequence[Mention]

    def of(self, kind: EntityKind) -> list[Mention]:
        """Return the mentions of a kind."""
        return [one for one in self.mentions if one.kind is kind]


def facts_of(
    listing: ListingObservation,
    mentions: Iterable[Mention],
    categories: Mapping[str, float],
    *,
    class_of: ClassOf,
    guess_category: GuessCategory,
    page_rates: Mapping[str, Decimal] | None = None,
) -> OfferFacts:
    """Return the comparable facts of a listing; what is not sure is absent.

    Args:
        listing: What a run saw of the offer.
        mentions: Those of its title and description.
        categories: The classifier's share for each category; may be empty.
        class_of: The lexicon's hierarchy of drugs.
        guess_category: The taxonomy's reading of ``categories``.
        page_rates: Euros for one unit of a currency, where the page states them.
    """
    placed = sorted(mentions, key=lambda one: (one.start, one.end))
    title = _field(listing.title, TextField.TITLE, placed)
    description = _field(listing.description, TextField.DESCRIPTION, placed)
    money = listing.price or _said_price(title) or _said_price(description)
    quantity = _quantity(title, description, money)
    price = _convert(money, listing, page_rates)
    language = language_of(f"{listing.title}\n{listing.description}")
    return OfferFacts(
        language=None if language is None else language[0],
        category=guess_category(categories, placed),
        drug_classes=_drug_classes(title, description, class_of),
        quantity=quantity,
        purity_percent=_purity(title) or _purity(description),
        price=price,
        eur_per_unit=_per_unit(price, quantity),
        ships_from=_places((title, description), EntityKind.SHIPPING_FROM),
        ships_to=_places((title, description), EntityKind.SHIPPING_TO),
    )


def _field(text: str, field: TextField, mentions: Iterable[Mention]) -> _Field:
    """Return a field with its mentions, without any that does not fit the text."""
    return _Field(
        text, [m for m in mentions if m.field is field and m.end <= len(text)]
    )


def _drug_classes(
    title: _Field, description: _Field, class_of: ClassOf
) -> tuple[str, ...]:
    """Return the classes named, the title's first, then the most mentioned."""
    counts: Counter[str] = Counter()
    for field, weight in ((title, len(description.mentions) + 1), (description, 1)):
        for mention in field.mentions:
            path = (
                class_of(mention.kind, mention.value) if _is_classed(mention) else None
            )
            if path is not None:
                counts[path] += weight
    return tuple(path for path, _ in counts.most_common())


def _is_classed(mention: Mention) -> bool:
    return mention.kind in _CLASSED


def _quantity(
    title: _Field, description: _Field, money: Money | None
) -> OfferedQuantity | None:
    """Return what the title offers, else what the description offers or asks this price for."""
    if _quantities(title):
        return offered_quantity(title.text, _quantities(title))
    said = _quantities(description)
    return offered_quantity(description.text, said) or _priced(description, said, money)


def _quantities(field: _Field) -> list[PlacedQuantity]:
    placed = []
    for mention in field.of(EntityKind.QUANTITY):
        said = said_quantity(mention.text)
        if said is not None:
            said = _with_unit_of_name(said, mention, field)
            placed.append(
                PlacedQuantity(mention.start, mention.end, said, mention.text)
            )
    return placed


def _with_unit_of_name(
    said: SaidQuantity, mention: Mention, field: _Field
) -> SaidQuantity:
    """Return a count in the unit that the name behind it ends with: "500 ecstasy tablets"."""
    if said.unit != "piece":
        return said
    for other in field.of(EntityKind.DRUG):
        if (
            mention.end <= other.start
            and not field.text[mention.end : other.start].strip()
        ):
            last = other.text.lower().split()[-1:]
            unit = UNITS.get(last[0]) if last else None
            return (
                said if unit is None else SaidQuantity(said.number, unit, said.is_exact)
            )
    return said


def _priced(
    field: _Field, said: Sequence[PlacedQuantity], money: Money | None
) -> OfferedQuantity | None:
    """Return the quantity of a price list that stands beside the very price of the offer."""
    if money is None:
        return None
    found = []
    for mention in field.of(EntityKind.PRICE):
        before = [one for one in said if one.end <= mention.start]
        is_beside = before and _are_beside(field, before[-1].end, mention.start)
        if is_beside and _is_amount(mention.text, money):
            found.append(before[-1])
    return offered_quantity(field.text, found) if len(found) == 1 else None


def _are_beside(field: _Field, end: int, start: int) -> bool:
    """Whether nothing but signs and spaces of one line stands between two mentions."""
    between = field.text[end:start]
    return "\n" not in between and not any(char.isalnum() for char in between)


def _is_amount(text: str, money: Money) -> bool:
    reading = read_price(text)
    is_currency = reading.currency is None or money.currency in reading.candidates
    return reading.amount == money.amount and is_currency


def _said_price(field: _Field) -> Money | None:
    """Return the one price that a text states."""
    prices = field.of(EntityKind.PRICE)
    if len(prices) != 1:
        return None
    reading = read_price(prices[0].text)
    if reading.amount is None or reading.currency is None or _is_range(prices[0].value):
        return None
    if reading.amount > _LARGEST:
        return None
    return Money(raw=prices[0].text, amount=reading.amount, currency=reading.currency)


def _is_range(value: str) -> bool:
    return "-" in value


def _purity(field: _Field) -> float | None:
    """Return the one purity that a text states."""
    said = {purity_from(mention.text) for mention in field.of(EntityKind.PURITY)}
    return said.pop() if len(said) == 1 else None


def _convert(
    money: Money | None,
    listing: ListingObservation,
    page_rates: Mapping[str, Decimal] | None,
) -> ConvertedPrice | None:
    if money is None:
        return None
    return convert_price(money, listing.observed_at.date(), page_rates=page_rates)


def _per_unit(
    price: ConvertedPrice | None, quantity: OfferedQuantity | None
) -> Decimal | None:
    if price is None or quantity is None:
        return None
    try:
        return (price.eur / quantity.amount).quantize(_MICRO).normalize() + 0
    except InvalidOperation:
        # A price of any size over a crumb: no number that means anything.
        return None


def _places(fields: Iterable[_Field], kind: EntityKind) -> tuple[str, ...]:
    """Return the countries of a kind of mention, each once, in the text's order.

    Where goods are not sent to is marked alike, and left out here.
    """
    codes = (
        place_code(one.text)
        for field in fields
        for one in field.of(kind)
        if not is_excepted(field.text, one.start)
    )
    return tuple(dict.fromkeys(code for code in codes if code))[:_MOST_PLACES]
