from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mentions import EntityKind, Mention, MentionSource, TextField
from core.offers import CategoryGuess, OfferedQuantity, OfferFacts
from core.records import Category, Money
from nlp.corpus.markup import parse_markup
from nlp.offers import facts_of
from tests.builders import make_listing

CLASSES = {"cocaine": "stimulants/cocaine", "mdma": "stimulants/mdma"}


def class_of(kind: EntityKind, value: str) -> str | None:
    return CLASSES.get(value) if kind is EntityKind.DRUG else None


def guess(
    categories: Mapping[str, float], mentions: Sequence[Mention]
) -> CategoryGuess | None:
    if not categories:
        return None
    best = max(categories, key=lambda name: categories[name])
    return CategoryGuess(
        category=Category(best),
        confidence=categories[best],
        topics=tuple(sorted({one.kind.lower() for one in mentions})),
    )


def marked(marked_text: str, field: TextField) -> tuple[str, list[Mention]]:
    """Read a text in the corpus's markup as a field with mentions."""
    text, spans = parse_markup(marked_text)
    return text, [
        Mention(
            kind=span.label,
            field=field,
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            value=text[span.start : span.end].lower(),
            source=MentionSource.MODEL,
            score=0.9,
        )
        for span in spans
    ]


def facts(
    title: str,
    description: str = "",
    price: str | None = "EUR 60",
    categories: Mapping[str, float] | None = None,
    **changes: Any,
) -> OfferFacts:
    title_text, in_title = marked(title, TextField.TITLE)
    text, in_text = marked(description, TextField.DESCRIPTION)
    money = None
    if price is not None:
        code, amount = price.split()
        money = Money(raw=price, amount=Decimal(amount), currency=code)
    listing = make_listing(title=title_text, description=text, price=money, **changes)
    return facts_of(
        listing,
        [*in_text, *in_title],
        categories or {},
        class_of=class_of,
        guess_category=guess,
    )


def grams(amount: str) -> OfferedQuantity:
    return OfferedQuantity(amount=Decimal(amount), unit="g")


def test_a_plain_offer_says_everything() -> None:
    said = facts(
        "[5g](QUANTITY) [Cocaine](DRUG) [85%](PURITY)",
        "Best [cocaine](DRUG) and some [MDMA](DRUG), from [NL](SHIPPING_FROM) to "
        "[Germany](SHIPPING_TO) and [EU](SHIPPING_TO), no [UK](SHIPPING_TO)",
        categories={"drugs": 0.9, "other": 0.1},
    )
    assert said.quantity == grams("5")
    assert said.purity_percent == 85.0
    assert said.price is not None
    assert said.price.eur == 60
    assert said.eur_per_unit == 12
    assert said.drug_classes == ("stimulants/cocaine", "stimulants/mdma")
    assert (said.ships_from, said.ships_to) == (("NL",), ("DE", "EU"))
    assert said.category is not None
    assert said.category.category is Category.DRUGS
    assert "drug" in said.category.topics


@pytest.mark.parametrize(
    ("title", "amount", "unit", "per_unit"),
    [
        ("[10x](QUANTITY) [Xanax](DRUG) [2mg](QUANTITY)", "10", "piece", "6"),
        ("[500](QUANTITY) [ecstasy tablets](DRUG)", "500", "pill", "0.12"),
        ("[1/8](QUANTITY) [Sour Diesel](DRUG)", "3.543690391", "g", "16.931502"),
        ("[two kilos](QUANTITY) of [hash](DRUG)", "2000", "g", "0.03"),
        ("[10 x](QUANTITY) [5g](QUANTITY) [hash](DRUG)", "50", "g", "1.2"),
    ],
)
def test_the_title_says_the_quantity(
    title: str, amount: str, unit: str, per_unit: str
) -> None:
    said = facts(title, "minimum [100g](QUANTITY)")
    assert said.quantity == OfferedQuantity(amount=Decimal(amount), unit=unit)
    assert said.eur_per_unit == Decimal(per_unit)


@pytest.mark.parametrize(
    "title",
    [
        "[1g](QUANTITY) [5g](QUANTITY) [10g](QUANTITY) [Haze](DRUG)",
        "1/5/[10g](QUANTITY) [Haze](DRUG)",
        "[5-10g](QUANTITY) [Haze](DRUG)",
        "[Xanax](DRUG) [2mg](QUANTITY)",
    ],
)
def test_a_menu_says_none(title: str) -> None:
    said = facts(title)
    assert (said.quantity, said.eur_per_unit) == (None, None)


MENU = (
    "[1g](QUANTITY) - [€15](PRICE)\n[5g](QUANTITY) - [€60](PRICE)\n"
    "[10g](QUANTITY) = [€100](PRICE)"
)


def test_of_a_price_list_it_is_the_quantity_that_the_price_belongs_to() -> None:
    assert facts("[Haze](DRUG)", MENU).quantity == grams("5")


@pytest.mark.parametrize("price", ["EUR 61", "USD 60", None])
def test_of_a_price_list_without_the_price_it_is_none(price: str | None) -> None:
    assert facts("[Haze](DRUG)", MENU, price).quantity is None


def test_without_a_price_field_the_one_price_said_counts() -> None:
    said = facts("[5g](QUANTITY) [Haze](DRUG) [€45](PRICE)", price=None)
    assert said.price is not None
    assert (said.price.eur, said.eur_per_unit) == (Decimal(45), Decimal(9))


@pytest.mark.parametrize(
    "title",
    [
        "[Haze](DRUG) [€45](PRICE) [€80](PRICE)",
        "[Haze](DRUG) [45](PRICE)",
        "[Haze](DRUG)",
    ],
)
def test_several_prices_or_none_are_no_price(title: str) -> None:
    said = facts(title, price=None)
    assert (said.price, said.eur_per_unit) == (None, None)


def test_two_purities_are_none() -> None:
    assert facts("[85%](PURITY) or [70%](PURITY)").purity_percent is None


def test_a_coin_is_not_converted_by_a_guess() -> None:
    assert facts("[5g](QUANTITY) [Haze](DRUG)", price="BTC 0.001").price is None


def test_language_is_that_of_the_text() -> None:
    said = facts("Haze", "Wir versenden jeden Werktag, bitte vorher das Profil lesen.")
    assert said.language == "de"


def test_an_empty_offer_says_nothing() -> None:
    assert facts("x", price=None) == OfferFacts()


@given(
    st.text(min_size=1, max_size=80),
    st.text(max_size=200),
    st.lists(
        st.tuples(
            st.sampled_from(sorted(EntityKind)),
            st.sampled_from([TextField.TITLE, TextField.DESCRIPTION]),
            st.integers(0, 100),
            st.text(min_size=1, max_size=40),
        ),
        max_size=8,
    ),
)
def test_any_text_and_any_mention_are_taken(
    title: str, description: str, spans: list[tuple[EntityKind, TextField, int, str]]
) -> None:
    mentions = [
        Mention(
            kind=kind,
            field=field,
            start=start,
            end=start + len(text),
            text=text,
            value=text,
            source=MentionSource.MODEL,
            score=0.5,
        )
        for kind, field, start, text in spans
    ]
    listing = make_listing(title=title, description=description, price=None)
    said = facts_of(listing, mentions, {}, class_of=class_of, guess_category=guess)
    assert said.quantity is None or said.quantity.amount > 0
