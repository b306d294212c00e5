import pytest

from core.analysis import Account
from nlp.linking.witnesses.feedback_overlap import FeedbackOverlap
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)

WITNESS = FeedbackOverlap()


def sold_to(vendor_id: str, *buyers: str) -> Account:
    return account(vendor_id, buyers=set(buyers))


def test_the_same_buyers_and_others() -> None:
    one = sold_to("a", "k", "l", "m", "n")
    # Four of four buyers, log2(200 / 2) bits each.
    bits = 4 * 6.6438562
    same = measure_of(WITNESS, one, sold_to("b", "k", "l", "m", "n"))
    assert same == pytest.approx(bits / (bits + 25))
    assert 0.0 < measure_of(WITNESS, one, sold_to("b", "k", "x", "y", "z")) < same / 4
    assert measured(WITNESS, one, sold_to("b", "x", "y", "z")) == 0.0


def test_buyers_of_many_count_less() -> None:
    crowd = [sold_to(f"v{n}", "k", "l", "m") for n in range(60)]
    pair = context(statistics_of(*crowd))
    rare = measure_of(WITNESS, sold_to("a", *"xyz"), sold_to("b", *"xyz"), pair)
    assert rare > 1.5 * measure_of(WITNESS, crowd[0], crowd[1], pair)


def test_few_buyers_say_nothing() -> None:
    assert (
        measured(WITNESS, sold_to("a", "k", "l"), sold_to("b", "k", "l", "m")) is None
    )


def test_telling_counts_them() -> None:
    one, other = sold_to("a", "k", "l", "m", "n"), sold_to("b", "k", "l", "x")
    telling = told(WITNESS, one, other)
    assert "2 buyers left feedback with both accounts, of 3" in telling.detail
    assert telling.values == ("k", "l")
    assert snapshots(telling) == {"snap-a", "snap-b"}
    assert "No buyer" in told(WITNESS, one, sold_to("c", "x", "y", "z")).detail
