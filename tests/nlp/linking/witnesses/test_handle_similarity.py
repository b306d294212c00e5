import pytest

from nlp.linking.witnesses.handle_similarity import HandleSimilarity
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    statistics_of,
    told,
)

WITNESS = HandleSimilarity()


@pytest.mark.parametrize(
    "disguise",
    [
        *("GreenLeaf", "gr33nl34f", "green_leaf", "greenleaf77", "LeafGreen"),
        "grееnlеаf",  # Cyrillic letters
        "ɡrεεnleaf",  # Greek ones, and a script g
        "ｇｒｅｅｎｌｅａｆ",
    ],
)
def test_disguises_are_undone(disguise: str) -> None:
    one, other = account("a", handle="GreenLeaf"), account("b", handle=disguise)
    assert measure_of(WITNESS, one, other) == measure_of(WITNESS, one, one)


def test_a_slip_is_worth_less_and_another_name_nothing() -> None:
    one = account("a", handle="stonepot")
    slip, other = account("b", handle="stonepod"), account("c", handle="nordwind")
    same = measure_of(WITNESS, one, account("d", handle="Stonepot"))
    assert 0.0 < measure_of(WITNESS, one, slip) < same
    assert measured(WITNESS, one, other) == 0.0


@pytest.mark.parametrize("handle", ["", "[vendor]", "***"])
def test_nothing_is_said_of_masked_handles(handle: str) -> None:
    one, other = account("a", handle=handle), account("b", handle=handle)
    assert measured(WITNESS, one, other) is None


def test_a_name_of_many_says_less() -> None:
    crowd = [account(f"v{n}", handle=f"Kingdom_{n}x") for n in range(60)]
    pair = context(statistics_of(*crowd))
    common = measure_of(WITNESS, crowd[0], crowd[1], pair)
    names = [account(one, handle="zanzibar") for one in "ab"]
    assert measure_of(WITNESS, names[0], names[1], pair) > 2 * common


def test_telling_shows_both_names_and_how_rare() -> None:
    one, other = account("a", handle="zanzibar"), account("b", handle="z4nzib4r")
    telling = told(WITNESS, one, other)
    assert "'zanzibar' and 'z4nzib4r' are the same once digits" in telling.detail
    assert "hardly two people" in telling.detail
    assert telling.values == ("zanzibar", "z4nzib4r")
    assert "Both are called 'zanzibar', a name" in told(WITNESS, one, one).detail
    assert "not alike" in told(WITNESS, one, account("c", handle="nordwind")).detail
    slip = told(WITNESS, one, account("c", handle="zanzibaz"))
    assert "88% alike" in slip.detail
    shop = account("c", handle="TheShop")
    assert "may well be chance" in told(WITNESS, shop, shop).detail


def test_hostile_handles_are_cut() -> None:
    one, other = (
        account("a", handle="\n" + "y" * 9_000),
        account("b", handle="💎z" * 900),
    )
    assert measure_of(WITNESS, one, one) >= 0.0
    assert len(told(WITNESS, one, other).detail) < 600
