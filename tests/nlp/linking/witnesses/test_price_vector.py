from typing import Any

import pytest

from nlp.linking.witnesses.price_vector import ODD_BITS, PriceVector
from tests.nlp.linking.witnesses.pairs import (
    account,
    measure_of,
    measured,
    snapshots,
    told,
)

WITNESS = PriceVector()


def offer(
    good: str, unit: float, amount: float = 1.0, shown: float | None = None
) -> dict[str, Any]:
    return {
        "goods": (good,),
        "unit_price_eur": unit,
        "price_eur": unit * amount,
        "price_shown": shown,
    }


def test_nearer_prices_say_more() -> None:
    one = account("a", offer("dmt", 100.0))
    equal, near, far = (
        measure_of(WITNESS, one, account("b", offer("dmt", price)))
        for price in (100.0, 107.0, 170.0)
    )
    assert equal > near > 0.0 > far
    # Laplace densities at 0: (0.75 / 0.16 + 0.25 / 1.2) * 1.2 times as likely.
    assert equal == pytest.approx(2.55, abs=0.01)


def test_several_equal_prices_say_more_than_one() -> None:
    goods = [offer(good, price) for good, price in (("dmt", 90), ("hash", 8))]
    one, other = account("a", *goods), account("b", *goods)
    single = measure_of(WITNESS, account("a", goods[0]), account("b", goods[0]))
    assert measure_of(WITNESS, one, other) == pytest.approx(single * 2**0.5)


def test_the_same_amounts_are_compared() -> None:
    one = account("a", offer("hash", 10.0, 1.0), offer("hash", 5.0, 100.0))
    same_gram = account("b", offer("hash", 10.0, 1.0))
    only_bulk = account("c", offer("hash", 10.0, 100.0))
    assert measure_of(WITNESS, one, same_gram) > 2.0
    assert measure_of(WITNESS, one, only_bulk) < 0.0


def test_other_amounts_count_half() -> None:
    one, other = (
        account("a", offer("hash", 8.0, 1.0)),
        account("b", offer("hash", 8.0, 9.0)),
    )
    exact = measure_of(WITNESS, one, account("b", offer("hash", 8.0, 1.0)))
    assert measure_of(WITNESS, one, other) == pytest.approx(exact / 2)


def test_equal_prices_that_are_not_round_say_more() -> None:
    def priced(shown: float) -> float:
        return measure_of(
            WITNESS,
            account("a", offer("dmt", 100.0, 1.0, shown)),
            account("b", offer("dmt", 100.0, 1.0, shown)),
        )

    assert priced(137.5) == pytest.approx(priced(100.0) + ODD_BITS)


@pytest.mark.parametrize(
    "other",
    [
        offer("hash", 100.0),
        offer("dmt", 0.0),
        {"goods": ("dmt",), "price_eur": 100.0},
        {"goods": ("dmt", "hash"), "unit_price_eur": 100.0, "price_eur": 100.0},
        {},
    ],
    ids=["other goods", "free", "no unit", "two goods", "nothing"],
)
def test_what_cannot_be_compared_says_nothing(other: dict[str, Any]) -> None:
    one = account("a", offer("dmt", 100.0))
    assert measured(WITNESS, one, account("b", other)) is None


def test_extreme_prices_stay_finite() -> None:
    one, other = account("a", offer("dmt", 1e-300)), account("b", offer("dmt", 9e8))
    assert -3.0 < measure_of(WITNESS, one, other) < 0.0
    assert len(told(WITNESS, one, other).detail) < 600
    absurd = account("c", offer("dmt", float("inf"), 1.0, float("inf")))
    assert measured(WITNESS, absurd, absurd) is None


def test_telling_shows_the_nearest_prices() -> None:
    one = account("a", offer("dmt", 100.0, 1.0, 137.5), offer("hash", 8.0))
    other = account("b", offer("dmt", 100.0, 1.0, 137.5), offer("hash", 12.0))
    telling = told(WITNESS, one, other)
    assert (
        "price 'dmt' at 100.00 and 100.00 euro for a gram or a piece; 'hash' at 8"
        in (telling.detail)
    )
    assert "(2 offers of the same amount)" in telling.detail
    assert "uncommon price 137.5" in telling.detail
    assert telling.values == ("dmt", "hash")
    assert snapshots(telling) == {"snap-a-0", "snap-a-1", "snap-b-0", "snap-b-1"}
    assert "No goods" in told(WITNESS, one, account("c", offer("weed", 9.0))).detail
    bulk = told(WITNESS, one, account("d", offer("dmt", 90.0, 50.0))).detail
    assert "0 offers" not in bulk
