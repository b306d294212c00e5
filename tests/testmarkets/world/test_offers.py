from decimal import Decimal

import pytest

from core.mentions import EntityKind
from core.records import Category
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.offers import OfferMaker, moved_price
from testmarkets.world.people import Person, plan_people
from testmarkets.world.phrases import PhrasePool
from testmarkets.world.texts import TextLibrary, slots


@pytest.fixture
def maker(texts: TextLibrary) -> OfferMaker:
    return OfferMaker(1, texts, PhrasePool(4_000))


@pytest.fixture
def person() -> Person:
    return plan_people(1, 300)[0]


def test_offer_sells_what_the_person_sells(maker: OfferMaker, person: Person) -> None:
    for number in range(40):
        offer = maker.offer(seeded(number), person, "EUR", is_long=False)
        assert offer.category in person.categories
        assert offer.language is person.language
        assert offer.product.canonical == offer.product.canonical.lower()
        assert offer.unit in offer.product.units
        assert offer.price >= Decimal(1)


def test_person_favours_some_phrases(maker: OfferMaker, person: Person) -> None:
    said = [
        phrase
        for number in range(60)
        for phrase in maker.offer(
            seeded(number), person, "EUR", is_long=False
        ).wording.said
    ]
    counts = sorted((said.count(phrase) for phrase in set(said)), reverse=True)

    assert sum(counts[:20]) > 0.4 * len(said)


def test_offers_do_not_repeat_each_other(maker: OfferMaker, person: Person) -> None:
    earlier: list[frozenset[str]] = []
    for number in range(25):
        offer = maker.offer(seeded(number), person, "EUR", is_long=False)
        words = frozenset(offer.wording.said)
        assert all(len(words & one) <= 0.75 * len(words) for one in earlier)
        earlier.append(words)
        maker.keep(offer)


def test_long_offers_say_more(maker: OfferMaker, person: Person) -> None:
    def words(*, is_long: bool) -> int:
        offers = (
            maker.offer(seeded(number), person, "EUR", is_long=is_long)
            for number in range(30)
        )
        return sum(len(" ".join(one.wording.said).split()) for one in offers)

    assert words(is_long=True) > 1.3 * words(is_long=False)


def test_worn_out_category_gives_way_to_another(
    maker: OfferMaker, person: Person
) -> None:
    for category in person.categories:
        titles = maker.texts.categories[person.language][category].titles
        for _ in range(80):
            maker.pool.count(titles)

    offer = maker.offer(seeded(1), person, "EUR", is_long=False)

    assert offer.category not in person.categories


def test_prices_differ_by_product_and_amount(maker: OfferMaker, person: Person) -> None:
    texts = maker.texts.categories[person.language][Category.DRUGS]
    product = texts.products[0]
    rng = seeded(1)

    few = maker.price(rng, person, Category.DRUGS, product, 1, "g", "EUR")
    many = maker.price(rng, person, Category.DRUGS, product, 100, "g", "EUR")

    assert product.kind is EntityKind.DRUG
    assert few * 10 < many < few * 100


@pytest.mark.parametrize("price", ["2.00", "10.50", "1999.00"])
def test_moved_price_is_always_another(price: str) -> None:
    for number in range(50):
        moved = moved_price(seeded(number), Decimal(price), 0.9, 1.1)
        assert moved != Decimal(price)
        assert moved >= 2
        assert moved.as_tuple().exponent == -2


def test_wording_counts_its_skeletons_and_phrases(
    maker: OfferMaker, person: Person
) -> None:
    wording = maker.offer(seeded(1), person, "EUR", is_long=True).wording

    assert wording.texts[:2] == (wording.title, wording.body)
    assert len(wording.sections) == len(slots(wording.body))
