from collections import Counter

import pytest

from testmarkets.truth import PairEvidence
from testmarkets.world.markets import MARKETS
from testmarkets.world.people import plan_people
from testmarkets.world.texts import FULL_LANGUAGES, Language, written_categories

SIZES = (200, 300, 1_000, 4_000)


@pytest.mark.parametrize("size", SIZES)
def test_every_bond_holds_somebodys_accounts_together(size: int) -> None:
    bonds = Counter(person.bond for person in plan_people(3, size))

    assert set(bonds) == {
        None,
        PairEvidence.IDENTIFIER,
        PairEvidence.CONTACT,
        PairEvidence.REPOSTS,
        PairEvidence.STYLE,
    }


@pytest.mark.parametrize("size", SIZES)
def test_accounts_of_a_person_are_on_different_markets(size: int) -> None:
    for person in plan_people(3, size):
        markets = [account.market for account in person.accounts]
        assert len(set(markets)) == len(markets)
        assert (len(markets) == 1) == (person.bond is None)


def test_moved_vendors_keep_change_or_drop_their_handle() -> None:
    same = different = 0
    for person in plan_people(3, 4_000):
        handles = [account.handle for account in person.accounts]
        if person.bond in (PairEvidence.REPOSTS, PairEvidence.STYLE):
            assert len({handle.lower() for handle in handles}) == len(handles)
        elif person.bond is not None:
            same += len(set(handles)) < len(handles)
            different += len(set(handles)) > 1
    assert same >= 5
    assert different >= 15


def test_german_market_has_german_vendors() -> None:
    for person in plan_people(3, 4_000):
        if any(account.market == "nordmarkt" for account in person.accounts):
            assert person.language is Language.GERMAN
        assert set(person.categories) <= set(written_categories(person.language))


def test_small_languages_have_few_people_and_accounts() -> None:
    accounts = Counter(
        person.language
        for person in plan_people(3, 4_000)
        for _ in person.accounts
        if person.language not in FULL_LANGUAGES
    )

    assert len(accounts) == 3
    assert max(accounts.values()) <= 10


def test_people_scale_with_the_size() -> None:
    counts = [len(plan_people(3, size)) for size in SIZES]

    assert counts == sorted(counts)
    assert counts[0] == 16
    assert counts[-1] >= 120
    placed = {
        account.market for person in plan_people(3, 200) for account in person.accounts
    }
    assert placed == set(MARKETS)
