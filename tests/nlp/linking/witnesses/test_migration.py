from datetime import date

import pytest

from core.analysis import Account
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext
from nlp.linking.witnesses.migration import Migration
from tests.nlp.linking.witnesses.pairs import (
    account,
    at,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)

WITNESS = Migration()


def stay(vendor_id: str, market: str, first: str, last: str) -> Account:
    return account(
        vendor_id,
        market=market,
        first_seen_at=at(f"{first}T12:00"),
        last_seen_at=at(f"{last}T12:00"),
    )


OLD = stay("a", "harbour", "2019-01-01", "2020-02-25")
WITNESSES_OF_THE_END = (
    stay("x", "harbour", "2019-01-01", "2020-03-01"),
    stay("y", "quay", "2019-01-01", "2020-12-01"),
)


def around(*accounts: Account) -> PairContext:
    return context(statistics_of(OLD, *WITNESSES_OF_THE_END, *accounts))


def began(day: str, market: str = "quay") -> Account:
    return stay("b", market, day, "2020-12-01")


def test_statistics_know_when_markets_ended_and_keep_it() -> None:
    picture = around().statistics
    ends = {"harbour": date(2020, 3, 1), "quay": date(2020, 12, 1)}
    assert picture.market_ends == ends
    assert Statistics.from_bytes(picture.to_bytes()).market_ends == ends


def test_the_sooner_after_the_closure_the_more() -> None:
    pair = around()
    at_once, later = (
        measure_of(WITNESS, OLD, began(day), pair)
        for day in ("2020-03-01", "2020-03-31")
    )
    assert at_once == 1.0
    assert later == pytest.approx(31 / 61)
    assert 0.0 < measure_of(WITNESS, OLD, began("2020-02-20"), pair) < 0.5


@pytest.mark.parametrize("day", ["2020-02-01", "2020-05-15", "2019-01-01"])
def test_other_beginnings_say_nothing(day: str) -> None:
    assert measured(WITNESS, OLD, began(day), around()) is None


def test_nobody_moves_within_a_market_or_from_one_that_is_open() -> None:
    pair = around()
    assert measured(WITNESS, OLD, began("2020-03-01", "harbour"), pair) is None
    of_quay = stay("c", "quay", "2019-01-01", "2020-12-01")
    moved = stay("d", "cove", "2020-12-01", "2020-12-02")
    assert measured(WITNESS, of_quay, moved, pair) is None


def test_who_had_left_before_did_not_move() -> None:
    gone = stay("c", "harbour", "2019-01-01", "2019-10-01")
    assert measured(WITNESS, gone, began("2020-03-02"), around(gone)) is None


def test_undated_accounts_say_nothing() -> None:
    assert measured(WITNESS, OLD, account("b", {}), around()) is None
    assert measured(WITNESS, OLD, began("2020-03-02"), context()) is None


def test_telling_gives_the_days() -> None:
    pair = around()
    telling = told(WITNESS, began("2020-03-04"), OLD, pair)
    assert "'harbour' was last seen on 2020-03-01" in telling.detail
    assert "'quay' began on 2020-03-04, 3 days after" in telling.detail
    assert snapshots(telling) == {"snap-a", "snap-b"}
    assert "1 day before" in told(WITNESS, OLD, began("2020-02-29"), pair).detail
