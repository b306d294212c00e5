import pytest

from nlp.linking.witnesses.declared_alias import MAX_ALIASES, DeclaredAlias
from tests.nlp.linking.witnesses.pairs import (
    account,
    measure_of,
    measured,
    snapshots,
    told,
)

WITNESS = DeclaredAlias()


def test_one_that_names_the_other() -> None:
    one = account("a", handle="nordwind", aliases={"thegreenleaf"})
    other = account("b", handle="TheGreenLeaf")
    assert 0.0 < measure_of(WITNESS, one, other) <= 1.0


def test_both_that_name_each_other_count_twice() -> None:
    one = account("a", handle="nordwind", aliases={"zanzibar"})
    quiet = account("b", handle="Z4nzibar")
    mutual = account("b", handle="Z4nzibar", aliases={"nordwind"})
    once = measure_of(WITNESS, one, quiet)
    assert measure_of(WITNESS, one, mutual) == pytest.approx(2 * once, rel=0.2)
    assert "in return" in told(WITNESS, one, mutual).detail


def test_a_name_of_ones_own_says_nothing() -> None:
    # "We are zanzibar everywhere", copied by an impersonator of that name.
    one = account("a", handle="zanzibar", aliases={"zanzibar"})
    other = account("b", handle="zanzibar", aliases={"zanzibar"})
    assert measured(WITNESS, one, other) is None


def test_a_third_name_that_both_declare_says_nothing() -> None:
    one = account("a", handle="nordwind", aliases={"zanzibar"})
    other = account("b", handle="quartzite", aliases={"zanzibar"})
    assert measured(WITNESS, one, other) is None


def test_ordinary_words_count_little() -> None:
    one = account("a", handle="nordwind", aliases={"the shop", "zanzibar"})
    shop, own = account("b", handle="TheShop"), account("c", handle="zanzibar")
    assert measure_of(WITNESS, one, shop) < measure_of(WITNESS, one, own) / 2


@pytest.mark.parametrize("alias", ["[vendor]", "zz", "***", "someone else"])
def test_nothing_is_said_of_other_or_masked_names(alias: str) -> None:
    one = account("a", handle="nordwind", aliases={alias})
    for handle in ("[vendor]", "zz", "zanzibar"):
        assert measured(WITNESS, one, account("b", handle=handle)) is None


def test_telling_shows_the_page_that_says_so() -> None:
    one = account(
        "a",
        {"description": "nothing"},
        {"description": "On Quay I am Zanzibar"},
        handle="nordwind",
        aliases={"zanzibar"},
    )
    telling = told(WITNESS, one, account("b", handle="Zanzibar"))
    assert "'nordwind' says that it is also known as 'Zanzibar'" in telling.detail
    assert "does not say so in return" in telling.detail
    assert telling.values == ("zanzibar",)
    assert "snap-a-1" in snapshots(telling)
    assert "snap-a-0" not in snapshots(telling)


def test_lists_of_names_are_cut() -> None:
    names = {f"zanzibar{chr(97 + n // 26)}{chr(97 + n % 26)}q" for n in range(300)}
    one = account("a", handle="nordwind", aliases=names)
    last, first = max(names), min(names)
    assert len(names) > MAX_ALIASES
    assert measured(WITNESS, one, account("b", handle=last)) is None
    assert measured(WITNESS, one, account("b", handle=first)) is not None
