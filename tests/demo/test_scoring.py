from typing import Any

import pytest

from core.ids import vendor_id
from core.mentions import EntityKind, TextField
from demo.collected import Collected, Place, Shown
from demo.scoring import (
    accuracy,
    count_listings,
    score_identifiers,
    score_links,
    score_mentions,
    sort_pair,
    true_links,
    unexpected_listings,
)
from testmarkets.truth import Truth


def ref(number: int) -> dict[str, str]:
    return {"market": "m", "external_id": f"v{number}"}


def make_truth(**changes: Any) -> Truth:
    listing = {
        "market": "m",
        "vendor_external_id": "v1",
        "title": "t",
        "category": "drugs",
        "language": "en",
        "price": "1.00",
        "currency": "EUR",
    }
    values = {
        "seed": 1,
        "size": 3,
        "day": 0,
        "accounts": [
            ref(n) | {"handle": f"h{n}", "person_id": "p"} for n in range(1, 7)
        ],
        "listings": [listing | {"external_id": str(n)} for n in range(3)],
        "mentions": [
            {
                "market": "m",
                "subject": "listing",
                "external_id": "0",
                "field": "title",
                "kind": kind,
                "start": 0,
                "end": 1,
                "text": "x",
                "value": value,
            }
            for kind, value in (("BTC", "1a"), ("EMAIL", "a@b.test"), ("DRUG", "mdma"))
        ],
        "near_duplicate_groups": [],
        "true_pairs": [
            {"left": ref(1), "right": ref(2), "evidence": "identifier"},
            {"left": ref(1), "right": ref(3), "evidence": "reposts"},
            {"left": ref(4), "right": ref(5), "evidence": "style"},
        ],
        "hard_negatives": [],
    }
    return Truth.model_validate(values | changes)


def make_collected(**changes: Any) -> Collected:
    values: dict[str, Any] = {
        "listing_keys": [("m", "0"), ("m", "1"), ("m", "1"), ("m", "old")],
        "listing_keys_of_run": [("m", "0"), ("m", "1"), ("m", "stray")],
        "identifiers": frozenset(),
        "places": frozenset(),
        "links": frozenset(),
        "mentions": {},
        "most_mentioned": {},
        "near_duplicate_groups": 0,
    }
    return Collected(**(values | changes))


def link(left: int, right: int) -> tuple[str, str]:
    return sort_pair((vendor_id("m", f"v{left}"), vendor_id("m", f"v{right}")))


def test_listings_missing_and_twice_are_counted() -> None:
    counts = count_listings(make_truth(), make_collected())
    assert (counts.world, counts.indexed) == (3, 2)
    assert (counts.missing, counts.duplicate) == (1, 1)


def test_a_listing_of_the_run_that_no_market_has_is_unexpected() -> None:
    assert unexpected_listings(make_truth(), make_collected()) == 1


def test_mentions_count_with_their_kind_and_span() -> None:
    right = Place("m", "listing", "0", TextField.TITLE, EntityKind.DRUG, 0, 1)
    found = {
        right,
        right._replace(kind=EntityKind.WEAPON),
        right._replace(field=TextField.DESCRIPTION),
        right._replace(market="of another world"),
    }
    score = score_mentions(make_truth(), make_collected(places=frozenset(found)))
    assert (score.right, score.found, score.true) == (1, 3, 1)
    assert score.f1 == pytest.approx(0.5)
    assert score.by_kind["DRUG"].f1 == pytest.approx(2 / 3)
    assert score.by_kind["WEAPON"].f1 == 0
    assert set(score.by_kind) == {"DRUG", "WEAPON"}


def test_identifiers_count_once_an_owner_and_only_identifiers_count() -> None:
    found = {
        Shown("m", "listing", "0", EntityKind.BTC, "1a"),
        Shown("m", "listing", "0", EntityKind.BTC, "1b"),
    }
    score = score_identifiers(
        make_truth(), make_collected(identifiers=frozenset(found))
    )
    # One of two found is right; one of two true ones (the drug is none) is found.
    assert (score.precision, score.recall) == (0.5, 0.5)


def test_a_link_by_style_is_right_but_not_asked_for() -> None:
    links = frozenset({link(1, 2), link(4, 5), link(2, 6)})
    score = score_links(make_truth(), make_collected(links=links))
    assert score.predicted_pairs == 3
    assert round(score.precision, 3) == 0.667
    assert (score.true_pairs, score.recall) == (2, 0.5)
    assert score.by_kind["style"].found == 1
    assert score.by_kind["reposts"].recall == 0.0


def test_links_of_accounts_that_the_world_does_not_know_are_left_out() -> None:
    links = frozenset({link(1, 2), link(1, 99)})
    assert score_links(make_truth(), make_collected(links=links)).predicted_pairs == 1


def test_nothing_found_of_nothing_is_no_fault() -> None:
    score = accuracy(frozenset(), frozenset())
    assert (score.precision, score.recall) == (1.0, 1.0)


def test_true_links_are_pairs_of_every_kind_of_evidence() -> None:
    assert true_links(make_truth()) == {link(1, 2), link(1, 3), link(4, 5)}
