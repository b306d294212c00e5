import pytest

from core.analysis import Account
from nlp.linking.witnesses.conflicting_key import ANY_NAME, ConflictingKey
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measured,
    snapshots,
    told,
)

WITNESS = ConflictingKey()
FIRST, SECOND = (f"PGP_FINGERPRINT:{sign * 40}" for sign in "AB")
MAIL = "EMAIL:shop@mail.example"


def shop(
    vendor_id: str, key: str, handle: str, *more: str, market: str = "harbour"
) -> Account:
    return account(
        vendor_id, handle=handle, identifiers={key, *more} - {""}, market=market
    )


def test_an_impersonator_has_the_name_and_another_key() -> None:
    one, other = shop("a", FIRST, "zanzibar"), shop("b", SECOND, "Zanzibar")
    assert measured(WITNESS, one, other) == pytest.approx(1.0)
    assert WITNESS.falling


def test_another_name_makes_the_conflict_weak() -> None:
    one, other = shop("a", FIRST, "zanzibar"), shop("b", SECOND, "nordwind")
    assert measured(WITNESS, one, other) == ANY_NAME
    hidden = shop("b", SECOND, "[vendor]")
    assert measured(WITNESS, one, hidden) == ANY_NAME


@pytest.mark.parametrize(
    ("left", "right"), [(FIRST, FIRST), (FIRST, ""), ("", "")], ids=str
)
def test_no_conflict_without_two_keys(left: str, right: str) -> None:
    one, other = shop("a", left, "zanzibar"), shop("b", right, "zanzibar")
    assert measured(WITNESS, one, other) is None


def test_one_key_in_common_is_enough() -> None:
    one = shop("a", FIRST, "zanzibar", SECOND)
    assert measured(WITNESS, one, shop("b", SECOND, "zanzibar")) is None


def test_a_key_that_all_quote_is_none_in_common() -> None:
    markets = "PGP_FINGERPRINT:" + "C" * 40
    one = shop("a", FIRST, "zanzibar", markets)
    other = shop("b", SECOND, "zanzibar", markets)
    pair = context(spreads={markets: (40, 1)})
    assert measured(WITNESS, one, other, pair) == pytest.approx(1.0)
    alone = shop("c", markets, "zanzibar")
    assert measured(WITNESS, one, alone, pair) is None


def test_who_is_answered_at_one_place_has_changed_the_key() -> None:
    one, other = shop("a", FIRST, "zanzibar", MAIL), shop("b", SECOND, "zanzibar", MAIL)
    assert measured(WITNESS, one, other) is None
    # A notice of their market, copied by both, excuses nobody.
    notice = context(spreads={MAIL: (3, 1)})
    assert measured(WITNESS, one, other, notice) == pytest.approx(1.0)


def test_telling_says_who_may_pose_as_whom() -> None:
    one, other = shop("a", FIRST, "zanzibar"), shop("b", SECOND, "zanzibar")
    telling = told(WITNESS, one, other)
    assert "may pose as the other" in telling.detail
    assert telling.values == (FIRST, SECOND)
    assert snapshots(telling) == {"snap-a", "snap-b"}
    assert "says little" in told(WITNESS, one, shop("b", SECOND, "nordwind")).detail
