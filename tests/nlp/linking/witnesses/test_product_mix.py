import pytest

from core.analysis import Account
from nlp.linking.witnesses.product_mix import ProductMix
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)

WITNESS = ProductMix()
RARE = ("salvia", "kratom", "dmt", "mescaline")


def sells(vendor_id: str, *goods: str, category: str | None = None) -> Account:
    return account(
        vendor_id, *({"goods": (good,), "category": category} for good in goods)
    )


def test_the_same_assortment_and_another() -> None:
    one = sells("a", *RARE)
    assert measured(WITNESS, one, sells("b", "hash", "speed", "weed")) == 0.0
    # Four of four goods, log2(200 / 2) bits each.
    bits = 4 * 6.6438562
    same = measure_of(WITNESS, one, sells("b", *reversed(RARE)))
    assert same == pytest.approx(bits / (bits + 10))
    assert 0.0 < measure_of(WITNESS, one, sells("b", "dmt", "hash", "speed")) < same


def test_common_goods_say_less() -> None:
    crowd = [sells(f"v{n}", "cocaine", "hash", "weed") for n in range(60)]
    pair = context(statistics_of(*crowd))
    common = measure_of(WITNESS, crowd[0], crowd[1], pair)
    rare = measure_of(WITNESS, sells("a", *RARE[:3]), sells("b", *RARE[:3]), pair)
    assert rare > 1.3 * common


def test_categories_count_a_little() -> None:
    arms, drugs = "weapons", "drugs"
    one = sells("a", *RARE, category=drugs)
    same = measure_of(WITNESS, one, sells("b", *RARE, category=drugs))
    assert measure_of(WITNESS, one, sells("b", *RARE, category=arms)) < same
    assert measured(
        WITNESS, one, sells("b", "a", "b", "c", category=drugs)
    ) == pytest.approx(0.2)


def test_few_known_goods_say_nothing() -> None:
    assert measured(WITNESS, sells("a", "dmt", "hash"), sells("b", *RARE)) is None
    assert measured(WITNESS, account("a", {}, {}, {}), sells("b", *RARE)) is None


def test_telling_names_the_rarest_goods() -> None:
    crowd = [sells(f"v{n}", "hash", "hash", "hash") for n in range(60)]
    one, other = sells("a", "hash", "dmt", "weed"), sells("b", "dmt", "hash", "speed")
    telling = told(WITNESS, one, other, context(statistics_of(one, other, *crowd)))
    assert "Both accounts sell 'dmt', 'hash', 2 of 3 kinds of goods" in telling.detail
    assert telling.values == ("dmt", "hash")
    assert snapshots(telling) == {"snap-a-0", "snap-a-1", "snap-b-0", "snap-b-1"}
    assert "No goods" in told(WITNESS, one, sells("c", "x", "y", "z")).detail
