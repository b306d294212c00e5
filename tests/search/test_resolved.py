import pytest

from core.offers import OfferFacts
from core.records import Category
from search.documents import offer_document
from search.resolved import host_of, resolved
from tests.search.builders import make_listing

FACTS = OfferFacts.model_validate(
    {
        "category": {"category": "drugs", "confidence": 0.9, "topics": ()},
        "ships_from": ("NL", "BE"),
        "ships_to": ("FR",),
    }
)


def test_resolved_takes_the_markets_word_before_the_texts() -> None:
    document = offer_document(make_listing(facts=FACTS))
    assert document["resolved"] == {
        "category": Category.OTHER,
        "ships_from": ["DE"],
        "ships_to": ["EU"],
    }


def test_resolved_takes_the_texts_word_where_the_market_says_nothing() -> None:
    silent = make_listing(category=None, ships_from=None, ships_to=(), facts=FACTS)
    assert offer_document(silent)["resolved"] == {
        "category": "drugs",
        "ships_from": ["NL", "BE"],
        "ships_to": ["FR"],
    }


def test_resolved_of_a_document_that_says_nothing_is_empty() -> None:
    assert resolved({}) == {"category": None, "ships_from": [], "ships_to": []}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://ABC.onion/p/1", "abc.onion"),
        ("http://127.0.0.1:8801/p/1?sid=1", "127.0.0.1:8801"),
        ("http://user:secret@a.example/", "a.example"),
        ("pages/1.html", None),
        ("http://[broken/p", None),
        ("", None),
    ],
)
def test_host_of_is_the_address_without_a_users_name(
    url: str, host: str | None
) -> None:
    assert host_of(url) == host
