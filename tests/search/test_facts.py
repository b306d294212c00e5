from datetime import date
from decimal import Decimal

from core.offers import CategoryGuess, ConvertedPrice, OfferedQuantity, OfferFacts
from core.records import Category
from search.facts import (
    facts_document,
    facts_from,
    with_ancestors,
    without_ancestors,
)
from search.mappings.listings import facts_fields
from tests.search.mapped import unmapped

FACTS = OfferFacts(
    language="en",
    category=CategoryGuess(
        category=Category.DRUGS, confidence=0.93, topics=("drugs-narcotics",)
    ),
    drug_classes=("stimulants/cocaine", "opioids/heroin/tar"),
    quantity=OfferedQuantity(amount=Decimal("3.5"), unit="g"),
    purity_percent=92.5,
    price=ConvertedPrice(
        eur=Decimal("150.10"),
        usd=Decimal("162.20"),
        rate=Decimal("0.9254"),
        rate_date=date(2026, 3, 1),
        rate_source="ECB",
    ),
    eur_per_unit=Decimal("42.886"),
    ships_from=("DE",),
    ships_to=("EU", "CH"),
)


def test_facts_come_back_as_they_were() -> None:
    assert facts_from(facts_document(FACTS)) == FACTS
    assert facts_from(facts_document(OfferFacts())) == OfferFacts()
    assert facts_from(None) == OfferFacts()


def test_documents_fit_the_mapping() -> None:
    assert unmapped(facts_document(FACTS), facts_fields()) == []
    assert unmapped(facts_document(OfferFacts()), facts_fields()) == []


def test_every_class_is_found_by_all_that_it_belongs_to() -> None:
    assert facts_document(FACTS)["drug_classes"] == [
        "stimulants/cocaine",
        "stimulants",
        "opioids/heroin/tar",
        "opioids/heroin",
        "opioids",
    ]


def test_ancestors_are_named_once() -> None:
    both = ["stimulants/cocaine", "stimulants/amphetamine", "stimulants"]
    assert with_ancestors(both) == [
        "stimulants/cocaine",
        "stimulants",
        "stimulants/amphetamine",
    ]
    assert without_ancestors(with_ancestors(both)) == both[:2]


def test_numbers_that_no_index_takes_are_left_out() -> None:
    endless = OfferedQuantity(amount=Decimal("1e999"), unit="g")
    document = facts_document(FACTS.model_copy(update={"quantity": endless}))
    assert document["quantity"]["amount"] is None
    assert facts_from(document).quantity is None
