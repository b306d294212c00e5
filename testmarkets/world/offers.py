"""What a vendor offers and in which words, before it becomes text."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from core.records import Category
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.markets import EURO_RATES
from testmarkets.world.people import Person
from testmarkets.world.phrases import PhrasePool
from testmarkets.world.places import DESTINATIONS
from testmarkets.world.style import Style
from testmarkets.world.texts import (
    SECTION_KEYS,
    CategoryTexts,
    Language,
    Product,
    TextLibrary,
    slots,
)

COINS = {
    "Bitcoin": "bitcoin",
    "BTC": "bitcoin",
    "Monero": "monero",
    "XMR": "monero",
    "Litecoin": "litecoin",
    "Ethereum": "ethereum",
}
_AMOUNTS = {
    "g": (1, 2, 5, 10, 20, 25, 50, 100),
    "kg": (1, 2, 5),
    "ml": (50, 100, 250, 500),
}
_COUNTS = (2, 5, 10, 20, 25, 50, 100)
_SINGLES = (1, 1, 1, 2, 3, 5, 10)
_PIECES = ("pcs", "Stück", "stuks", "pièces", "unidades")
_WHOLE_GRAMS = 1_000
_EURO_EACH = {
    Category.DRUGS: (4.0, 60.0),
    Category.WEAPONS: (250.0, 2_200.0),
    Category.COUNTERFEITS: (25.0, 300.0),
    Category.DOCUMENTS: (80.0, 1_400.0),
    Category.FRAUD: (10.0, 180.0),
    Category.OTHER: (3.0, 45.0),
}
_BULK_EXPONENT = 0.85
_PRICE_ENDINGS = (Decimal(0), Decimal(0), Decimal("0.50"), Decimal("-0.01"))
_FAVOURITES_EACH = {
    "title": 5,
    "body": 4,
    "opener": 6,
    "detail": 10,
    "quality": 5,
    "shipping": 4,
    "payment_line": 3,
    "terms": 4,
    "closing": 2,
    "contact_line": 2,
}
_PHRASES_EACH = {
    "detail": (1, 2, 2, 3),
    "quality": (1, 1, 2),
    "shipping": (1, 1, 2),
    "terms": (1, 1, 2),
}
"""How many phrases may fill a slot; one fills each of the others."""
_OVERLAP_LIMIT, _ATTEMPTS = 0.4, 12
_MAIN_CATEGORY_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Section:
    """What fills one section slot of a body."""

    slot: str
    phrases: tuple[str, ...]
    """None at all where the section is left out."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The skeletons and phrases of one listing, slots still open."""

    title: str
    body: str
    sections: tuple[Section, ...]
    """One for each section slot of the body, in order."""

    @property
    def said(self) -> tuple[str, ...]:
        """Return the phrases of all sections."""
        return tuple(phrase for one in self.sections for phrase in one.phrases)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all that counts as used: skeletons and phrases."""
        return (self.title, self.body, *self.said)


@dataclass(frozen=True, slots=True)
class Offer:
    """All that a listing's text is made from."""

    language: Language
    category: Category
    product: Product
    number: int
    unit: str
    purity: int
    price: Decimal
    currency: str
    ships_from: str
    ships_to: str
    coin: str
    wording: Wording
    style: Style
    contact: Identifier | None
    """What fills the contact line."""
    address: Identifier | None
    """A payment address at the end of the text."""
    near_miss: Identifier | None
    """Something that only looks like an identifier, at the end of the text."""
    stop_value: Identifier | None
    """A real identifier that nobody holds, at the end of the text."""
    form_seed: str
    """Decides how identifiers are written."""


class OfferMaker:
    """Makes the offers of people, each with the person's favourite words."""

    def __init__(self, seed: int, texts: TextLibrary, pool: PhrasePool) -> None:
        self.texts = texts
        self.pool = pool
        self._seed = seed
        self._favourites: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._kept = 0
        self._kept_with: dict[str, list[int]] = {}

    def offer(
        self, rng: random.Random, person: Person, currency: str, *, is_long: bool
    ) -> Offer:
        """Return a new offer, not yet counted in the pool.

        Args:
            rng: Where chance comes from.
            person: Whose offer it is.
            currency: Of the market.
            is_long: Whether the text must be long enough to be known again.
        """
        category = self._category(rng, person)
        texts = self.texts.categories[person.language][category]
        product = rng.choice(self._liked(person, category, texts.products))
        unit = rng.choice(product.units)
        number = rng.choice(_amounts(unit))
        coins = seeded(self._seed, "coins", person.person_id).sample(list(COINS), 2)
        return Offer(
            language=person.language,
            category=category,
            product=product,
            number=number,
            unit=unit,
            purity=rng.randrange(60, 99),
            price=self.price(rng, person, category, product, number, unit, currency),
            currency=currency,
            ships_from=person.home,
            ships_to=rng.choice(DESTINATIONS),
            coin=rng.choice(coins),
            wording=self._distinct_wording(rng, person, category, is_long=is_long),
            style=person.style,
            contact=None,
            address=None,
            near_miss=None,
            stop_value=None,
            form_seed=str(rng.getrandbits(64)),
        )

    def _liked(
        self, person: Person, category: Category, products: Sequence[Product]
    ) -> Sequence[Product]:
        """Return what a person deals in: the same goods in whatever language."""
        rng = seeded(self._seed, "products", person.person_id, category)
        if person.first_language is None:
            return rng.sample(products, min(10, len(products)))
        first = self.texts.categories[person.first_language][category].products
        goods = {one.canonical for one in rng.sample(first, min(10, len(first)))}
        return [one for one in products if one.canonical in goods] or products

    def price(
        self,
        rng: random.Random,
        person: Person,
        category: Category,
        product: Product,
        number: int,
        unit: str,
        currency: str,
    ) -> Decimal:
        """Return what a person asks for so much of a product."""
        low, high = _EURO_EACH[category]
        each = seeded(self._seed, "price", product.canonical).uniform(low, high)
        units = number * _WHOLE_GRAMS if unit == "kg" else number
        divisor = 20 if unit == "ml" else 1
        euros = each * (units / divisor) ** _BULK_EXPONENT * person.price_factor
        euros *= rng.uniform(0.9, 1.1) * EURO_RATES[currency]
        whole = Decimal(max(2, round(euros)))
        return (whole + rng.choice(_PRICE_ENDINGS)).quantize(Decimal("0.01"))

    def keep(self, offer: Offer) -> None:
        """Count an offer's phrases: a listing has it now."""
        self.pool.count(offer.wording.texts)
        self._kept += 1
        for text in dict.fromkeys(offer.wording.texts[1:]):
            self._kept_with.setdefault(text, []).append(self._kept)

    def drop(self, offer: Offer) -> None:
        """Take back an offer's phrases: its listing is gone or reworded."""
        self.pool.forget(offer.wording.texts)

    def phrase(
        self,
        rng: random.Random,
        person: Person,
        category: Category,
        slot: str,
        taken: Sequence[str],
    ) -> str | None:
        """Return a phrase for a section slot, or none when all are worn out."""
        phrases = self.texts.phrases(person.language, category, slot)
        favourites = self._favourite(person, category, slot, phrases)
        return self.pool.pick(rng, phrases, favourites, taken)

    def _category(self, rng: random.Random, person: Person) -> Category:
        """Return what the person sells, or what else still has skeletons to spare."""
        chosen = person.categories[0]
        if rng.random() >= _MAIN_CATEGORY_SHARE:
            chosen = rng.choice(person.categories)
        by_category = self.texts.categories[person.language]
        choices = (chosen, *person.categories, *by_category)
        return next(
            (one for one in choices if self._has_room(by_category[one])), chosen
        )

    def _has_room(self, texts: CategoryTexts) -> bool:
        return any(map(self.pool.has_room, texts.titles)) and any(
            map(self.pool.has_room, texts.bodies)
        )

    def _distinct_wording(
        self, rng: random.Random, person: Person, category: Category, *, is_long: bool
    ) -> Wording:
        """Return words that no other listing happens to repeat for the most part."""
        best, least = None, 2.0
        for _ in range(_ATTEMPTS):
            wording = self._wording(rng, person, category, is_long=is_long)
            overlap = self._overlap(wording)
            if overlap < least:
                best, least = wording, overlap
            if overlap <= _OVERLAP_LIMIT:
                break
        return best or self._wording(rng, person, category, is_long=is_long)

    def _overlap(self, wording: Wording) -> float:
        """Return the largest part of a wording that one kept offer has as well."""
        own = dict.fromkeys(wording.texts[1:])
        shared = Counter(
            chain.from_iterable(self._kept_with.get(text, ()) for text in own)
        )
        return max(shared.values(), default=0) / len(own)

    def _wording(
        self, rng: random.Random, person: Person, category: Category, *, is_long: bool
    ) -> Wording:
        texts = self.texts.categories[person.language][category]
        bodies = texts.bodies
        if is_long and any(map(self.pool.has_room, _long_bodies(texts))):
            bodies = _long_bodies(texts)
        where = f"texts/{person.language}/{category}.yml"
        liked_titles = self._favourite(person, category, "title", texts.titles)
        title = self.pool.need(rng, texts.titles, liked_titles, f"{where}: titles")
        liked_bodies = self._favourite(person, category, "body", bodies)
        body = self.pool.need(rng, bodies, liked_bodies, f"{where}: bodies")
        said: list[str] = []
        sections = []
        for slot in slots(body):
            if slot not in SECTION_KEYS:
                continue
            count = rng.choice(_PHRASES_EACH.get(slot, (1,))) + is_long
            earlier = len(said)
            for _ in range(count if slot in _PHRASES_EACH else 1):
                phrase = self.phrase(rng, person, category, slot, said)
                said += [phrase] if phrase else []
            sections.append(Section(slot, tuple(said[earlier:])))
        return Wording(title, body, tuple(sections))

    def _favourite(
        self, person: Person, category: Category, slot: str, phrases: Sequence[str]
    ) -> tuple[str, ...]:
        """Return what a person likes to say, fewer things where there is little choice."""
        key = (person.person_id, category, slot, str(len(phrases)))
        cached = (person.language, *key)
        if cached not in self._favourites:
            count = max(1, min(_FAVOURITES_EACH[slot], len(phrases) // 2))
            rng = seeded(self._seed, "favourites", *key)
            self._favourites[cached] = tuple(rng.sample(phrases, count))
        return self._favourites[cached]


def moved_price(
    rng: random.Random, price: Decimal, least: float, most: float
) -> Decimal:
    """Return another price, the old one times a factor between two bounds."""
    whole = max(2, round(float(price) * rng.uniform(least, most)))
    moved = Decimal(whole).quantize(Decimal("0.01"))
    return moved if moved != price else moved + 1


def _amounts(unit: str) -> tuple[int, ...]:
    if unit in _AMOUNTS:
        return _AMOUNTS[unit]
    return _SINGLES if unit in _PIECES else _COUNTS


def _long_bodies(texts: CategoryTexts) -> tuple[str, ...]:
    """Return the longer half of the bodies, by the number of their sections."""
    by_length = sorted(texts.bodies, key=lambda body: len(slots(body)), reverse=True)
    return tuple(by_length[: max(1, (len(by_length) + 1) // 2)])
