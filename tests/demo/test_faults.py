from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.errors import MessageNewerError, ServiceUnavailableError
from core.ids import vendor_id
from core.links import Verdict
from core.messages import IngestBatch
from core.settings import Settings
from demo import faults
from demo.faults import (
    FAULTY_MARKET,
    WRONG_PAGES,
    fault_plan,
    judge_surest,
    newer_message,
    read_wrong_pages,
)
from search.indices import create_indices
from search.judgement_store import JudgementStore
from search.link_store import LinkStore
from search.writer import write
from testmarkets.faults import FaultPlan
from testmarkets.skins.registry import build_skins
from testmarkets.truth import Truth
from testmarkets.world.build import build_world
from tests.conftest import MakeSettings
from tests.search.builders import make_link

LEFT, RIGHT = sorted((vendor_id("m", "v1"), vendor_id("m", "v2")))
THIRD, FOURTH = "z3", "z4"
"""Beyond every hexadecimal id."""


def make_truth(*pairs: dict[str, Any]) -> Truth:
    return Truth.model_validate(
        {
            "seed": 1,
            "size": 1,
            "day": 0,
            "accounts": [],
            "listings": [],
            "mentions": [],
            "near_duplicate_groups": [],
            "true_pairs": pairs,
            "hard_negatives": [],
        }
    )


SAME = {
    "left": {"market": "m", "external_id": "v1"},
    "right": {"market": "m", "external_id": "v2"},
    "evidence": "identifier",
}


def test_the_plan_is_one_and_touches_no_listing_of_the_world() -> None:
    plan = FaultPlan.model_validate(fault_plan())
    world = build_world(3, size=200)
    skins = build_skins(world)
    plan.require_markets(skins)
    skin = skins[FAULTY_MARKET]
    listings = world.markets[FAULTY_MARKET].listings
    pages = {skin.listing_path(one.external_id) for one in listings}
    wrong = {rule.page(skin.listing_path) for rule in plan.rules(FAULTY_MARKET)}
    assert wrong == set(WRONG_PAGES)
    assert wrong.isdisjoint(pages)


def test_a_newer_message_is_one_that_this_version_refuses() -> None:
    with pytest.raises(MessageNewerError, match="update the worker"):
        IngestBatch.from_payload(newer_message())


@pytest.fixture
def linked(settings: MakeSettings, client: Elasticsearch) -> Settings:
    """Settings of indices that hold accounts and links between them."""
    here = settings()
    create_indices(client, here)
    alias = f"{here.index_prefix}-vendors"
    accounts = [
        {
            "_op_type": "index",
            "_index": alias,
            "_id": one,
            "_source": {"vendor_id": one, "market": "m", "handle": one[:4]},
        }
        for one in (LEFT, RIGHT, THIRD, FOURTH)
    ]
    write(client, accounts)
    surest, weaker, apart = (
        make_link(LEFT, RIGHT, weight=9),
        make_link(LEFT, THIRD),
        make_link(THIRD, FOURTH),
    )
    LinkStore(client, here).save_links([weaker, apart, surest])
    return here


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    ("truth", "verdict"),
    [(make_truth(SAME), Verdict.POSITIVE), (make_truth(), Verdict.NEGATIVE)],
    ids=["one person", "two people"],
)
def test_the_surest_link_is_judged_as_the_truth_says(
    linked: Settings, client: Elasticsearch, truth: Truth, verdict: Verdict
) -> None:
    made = judge_surest(linked, truth)
    # A second demo in the same home decides the same, and nothing is kept twice.
    assert judge_surest(linked, truth) == made
    in_force = JudgementStore(client, linked).in_force()
    assert [one.judgement_id for one in in_force.values()] == made
    pairs = [(pair, one.verdict) for pair, one in in_force.items()]
    assert pairs == [((LEFT, RIGHT), verdict), ((LEFT, THIRD), Verdict.NEGATIVE)]


@pytest.mark.elasticsearch
def test_nothing_is_judged_where_nothing_is_linked(
    settings: MakeSettings, client: Elasticsearch
) -> None:
    here = settings()
    create_indices(client, here)
    assert judge_surest(here, make_truth(SAME)) == []


def test_a_crawl_that_does_not_end_is_stopped_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "CRAWL_TIMEOUT_S", 0.05)
    profile = tmp_path / "markets" / f"{FAULTY_MARKET}.yml"
    profile.parent.mkdir()
    profile.write_text("name: lantern\n", encoding="utf-8")
    with pytest.raises(ServiceUnavailableError, match=r"crawler\.log"):
        read_wrong_pages(Settings(home=tmp_path))
