import pytest

from testmarkets.truth import NegativeReason
from testmarkets.world import World
from testmarkets.world.boilerplate import (
    load_boilerplate,
    market_rules,
    paste_boilerplate,
    with_answers,
)
from testmarkets.world.fragments import TrackedText
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.people import AccountPlan


@pytest.mark.parametrize("market", ALL_MARKETS)
def test_every_market_has_texts_of_its_own_that_it_can_show(market: str) -> None:
    texts = load_boilerplate()[market]

    assert len(texts.rules.split()) >= 20
    assert len(texts.answers.split()) >= 20
    assert "{" not in texts.rules + texts.answers
    (texts.rules + texts.answers).encode(ALL_MARKETS[market].codec or "utf-8")
    others = [one for name, one in load_boilerplate().items() if name != market]
    assert texts.rules not in [one.rules for one in others]


def test_answers_stand_at_the_end_of_a_description() -> None:
    account = AccountPlan("lantern", "Kestrel")
    description = TrackedText("Ten pieces.", ())

    assert with_answers(description, account) is description
    account.pastes_answers = True
    first, last = with_answers(description, account).text.split("\n")
    assert first == description.text
    assert last == load_boilerplate()["lantern"].answers


def test_each_who_pastes_is_paired_with_the_next() -> None:
    accounts = [AccountPlan("harbour", f"v{n}", f"{n}") for n in range(40)]

    pairs = paste_boilerplate(accounts, 1)

    assert sum(one.pastes_rules for one in accounts) == 10
    assert sum(one.pastes_answers for one in accounts) == 6
    assert len(pairs) == 9 + 5
    assert {one.reason for one in pairs} == {NegativeReason.MARKET_BOILERPLATE}


def test_crowded_world_shows_them(crowd: World) -> None:
    for name, market in crowd.markets.items():
        rules, answers = market_rules(name), load_boilerplate()[name].answers
        with_rules = [one for one in market.accounts if rules in one.profile]
        assert 0 < len(with_rules) < len(market.accounts) / 2
        answering = {
            one.vendor_external_id
            for one in market.listings
            if one.description.endswith(answers)
        }
        assert 0 < len(answering) < len(market.accounts) / 2
