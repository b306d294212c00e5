import pytest

from testmarkets.truth import PairEvidence
from testmarkets.world.evidence import has_moved, true_pairs
from testmarkets.world.markets import QUAYSIDE
from testmarkets.world.people import AccountPlan, Person, plan_people
from testmarkets.world.texts import Language

CLOSED = QUAYSIDE.closed_day or 0


def person_with(bond: PairEvidence | None, *accounts: AccountPlan) -> Person:
    person = plan_people(1, 300)[0]
    person.bond, person.accounts = bond, list(accounts)
    return person


def evidence_of(
    person: Person, motifs: dict[tuple[str, str], set[str]] | None = None
) -> list[PairEvidence]:
    return [one.evidence for one in true_pairs([person], motifs or {})]


@pytest.mark.parametrize(
    ("opened", "moved"), [(1, True), (28, True), (0, False), (29, False), (-40, False)]
)
def test_who_comes_within_weeks_of_the_closing_has_moved(
    opened: int, moved: bool
) -> None:
    old = AccountPlan("quayside", "a", "1")
    new = AccountPlan("lantern", "b", "2", opened_day=CLOSED + opened)
    assert has_moved(old, new) is moved
    assert not has_moved(new, old)


def test_strong_bond_is_the_evidence_whatever_else_is_shared() -> None:
    old = AccountPlan("quayside", "a", "1")
    new = AccountPlan("lantern", "b", "2", opened_day=CLOSED + 3)
    person = person_with(PairEvidence.CONTACT, old, new)
    motifs = {old.key: {"m"}, new.key: {"m"}}
    assert evidence_of(person, motifs) == [PairEvidence.CONTACT]


def test_weak_bond_gives_way_to_pictures_and_to_a_move() -> None:
    old = AccountPlan("quayside", "a", "1")
    new = AccountPlan("lantern", "b", "2", opened_day=CLOSED + 3)
    person = person_with(PairEvidence.STYLE, old, new)
    assert evidence_of(person) == [PairEvidence.MIGRATION]
    motifs = {old.key: {"m", "n"}, new.key: {"m"}}
    assert evidence_of(person, motifs) == [PairEvidence.IMAGE]


def test_trade_binds_only_accounts_in_two_languages() -> None:
    person = person_with(
        PairEvidence.TRADE,
        AccountPlan("lantern", "a", "1"),
        AccountPlan("harbour", "b", "2"),
        AccountPlan("nordmarkt", "c", "3", language=Language.GERMAN),
    )
    assert evidence_of(person) == [
        PairEvidence.STYLE,
        PairEvidence.TRADE,
        PairEvidence.TRADE,
    ]


def test_person_with_one_account_has_no_pair() -> None:
    assert evidence_of(person_with(None, AccountPlan("lantern", "a", "1"))) == []
