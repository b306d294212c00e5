from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.mentions import Entity, EntityKind
from search.queries import (
    MAX_LIMIT,
    SearchQuestion,
    entity_query,
    listing_query,
    search_body,
)
from tests.search.builders import BTC, NOON


def ask(**changes: Any) -> SearchQuestion:
    return SearchQuestion.model_validate(changes)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"price_min": 1}, "need currency"),
        ({"price_max": 1}, "need currency"),
        ({"price_min": 2, "price_max": 1, "currency": "EUR"}, "price_min is above"),
        ({"price_min": -1, "currency": "EUR"}, "greater than or equal to 0"),
        ({"limit": 0}, "greater than or equal to 1"),
        ({"limit": MAX_LIMIT + 1}, "less than or equal to 200"),
        ({"q": "x" * 513}, "at most 512"),
        ({"seen_from": NOON, "seen_to": NOON - timedelta(1)}, "seen_from is above"),
        ({"seen_from": "2026-03-01T12:00:00"}, "timezone"),
        ({"maket": ["a"]}, "Extra inputs"),
        ({"category": ["bogus"]}, "'drugs', 'weapons'"),
        ({"predicted_category": ["bogus"]}, "'drugs', 'weapons'"),
        ({"drug_class": ["stimulants/"]}, "stimulants/cocaine"),
        ({"drug_class": ["x" * 201]}, "stimulants/cocaine"),
        ({"language": ["english"]}, "ISO 639-1"),
        ({"min_eur_per_unit": 2, "max_eur_per_unit": 1}, "min_eur_per_unit is above"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_question_refuses(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        ask(**wrong)


def test_question_takes_countries_and_currencies_in_any_case() -> None:
    question = ask(ships_from=["de"], currency="eur")
    assert (question.ships_from, question.currency) == (("DE",), "EUR")


def test_question_is_ranked_where_there_are_words() -> None:
    entity = Entity(kind=EntityKind.BTC, value=BTC)
    assert ask(q="a").is_ranked
    assert not ask(q="  ").is_ranked
    assert not ask().is_ranked
    assert not ask(q=BTC, identifiers=[entity]).is_ranked


def test_listing_query_of_an_identifier_matches_it_alone() -> None:
    entity = Entity(kind=EntityKind.BTC, value=BTC)
    query = listing_query(ask(q=BTC, identifiers=[entity]))
    assert query == {"bool": {"filter": [{"terms": {"identifiers": [f"BTC:{BTC}"]}}]}}


def test_listing_query_asks_for_facts() -> None:
    question = ask(
        drug_class=["Stimulants/Cocaine"],
        predicted_category=["drugs"],
        language=["EN"],
        unit=["g"],
        max_eur_per_unit=50,
    )
    assert listing_query(question)["bool"]["filter"] == [
        {"terms": {"facts.category.category": ["drugs"]}},
        {"terms": {"facts.drug_classes": ["stimulants/cocaine"]}},
        {"terms": {"facts.language": ["en"]}},
        {"terms": {"facts.quantity.unit": ["g"]}},
        {"range": {"facts.eur_per_unit": {"lte": 50}}},
    ]


def test_listing_query_narrows_to_gone_or_present_only_if_asked() -> None:
    exists = {"exists": {"field": "gone_at"}}
    assert listing_query(ask(gone=True))["bool"]["filter"] == [exists]
    (present,) = listing_query(ask(gone=False))["bool"]["filter"]
    assert present == {"bool": {"must_not": [exists]}}
    assert listing_query(ask())["bool"]["filter"] == []


def test_entity_query_looks_where_the_kind_is_kept() -> None:
    address = Entity(kind=EntityKind.BTC, value=BTC)
    assert entity_query(address) == {"term": {"identifiers": f"BTC:{BTC}"}}
    drug = Entity(kind=EntityKind.DRUG, value="mdma")
    assert entity_query(drug) == {"term": {"entities.DRUG": "mdma"}}


@given(st.text(max_size=512))
def test_search_body_never_enables_a_query_language(text: str) -> None:
    must = listing_query(ask(q=text))["bool"].get("must")
    if must is not None:
        assert must["simple_query_string"]["flags"] == "PHRASE|WHITESPACE"


def test_search_body_counts_exactly_and_asks_for_one_more() -> None:
    body = search_body(ask(limit=7), facets=False)
    assert (body["size"], body["track_total_hits"]) == (8, True)
    assert "aggregations" not in body
    assert "highlight" not in body
