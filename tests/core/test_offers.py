from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from core.offers import CategoryGuess, ConvertedPrice, OfferedQuantity, OfferFacts
from core.records import Category


def test_facts_of_a_text_that_says_nothing_are_absent() -> None:
    facts = OfferFacts()
    assert facts.price is None
    assert facts.quantity is None
    assert facts.drug_classes == ()


def test_facts_travel_as_json() -> None:
    facts = OfferFacts(
        language="de",
        category=CategoryGuess(category=Category.DRUGS, confidence=0.9),
        quantity=OfferedQuantity(amount=Decimal("3.5"), unit="g"),
        price=ConvertedPrice(
            eur=Decimal(35),
            usd=Decimal(40),
            rate=Decimal(1),
            rate_date=date(2026, 10, 30),
            rate_source="ECB",
        ),
    )
    assert OfferFacts.model_validate_json(facts.model_dump_json()) == facts


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "German"},
        {"purity_percent": 101},
        {"quantity": {"amount": 0, "unit": "g"}},
        {"category": {"category": "drugs", "confidence": 1.5}},
        {"ships_from": ("Germany",)},
    ],
)
def test_values_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OfferFacts.model_validate(wrong)
