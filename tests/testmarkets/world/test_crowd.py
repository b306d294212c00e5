from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from core.errors import ConfigError
from testmarkets.accounts import account_lines
from testmarkets.truth import AccountRef, NegativeReason, PairEvidence
from testmarkets.world import World, build_world
from testmarkets.world.crowd import look_alike_counts, plan_crowd
from testmarkets.world.markets import ALL_MARKETS, QUAYSIDE
from testmarkets.world.model import AccountRecord
from testmarkets.world.texts import Language
from testmarkets.world.vendors import DAY_ZERO

CLOSED_ON = DAY_ZERO + timedelta(days=QUAYSIDE.closed_day or 0)


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of five words."""
    words = text.split()
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def key(ref: AccountRef | AccountRecord) -> tuple[str, str]:
    return ref.market, ref.external_id


@pytest.mark.parametrize("accounts", [100, 333, 1_000])
def test_crowd_holds_exactly_so_many_accounts(accounts: int) -> None:
    people = plan_crowd(2, accounts)

    held = [one for person in people for one in person.accounts]
    assert len(held) == accounts
    assert {one.market for one in held} == set(ALL_MARKETS)


def test_thousand_handles_are_hardly_ever_alike() -> None:
    people = plan_crowd(2, 1_000)
    first = [person.accounts[0].handle.lower() for person in people]

    assert len(set(first)) == len(first)


def test_every_hard_case_is_there(crowd: World) -> None:
    assert len(crowd.accounts) == 300
    assert len(crowd.listings) == 1_500
    assert {one.reason for one in crowd.hard_negatives} == set(NegativeReason)
    kinds = Counter(one.evidence for one in crowd.true_pairs)
    assert set(kinds) >= set(PairEvidence) - {PairEvidence.IMAGE}
    person = {key(one): one.person_id for one in crowd.accounts}
    for one in crowd.hard_negatives:
        assert person[key(one.left)] != person[key(one.right)]
    for pair in crowd.true_pairs:
        assert person[key(pair.left)] == person[key(pair.right)]


def test_impersonators_take_more_than_the_name(crowd: World) -> None:
    accounts = {key(one): one for one in crowd.accounts}
    pairs = [
        (accounts[key(one.left)], accounts[key(one.right)])
        for one in crowd.hard_negatives
        if one.reason is NegativeReason.IMPERSONATOR
    ]
    impersonators, _ = look_alike_counts(300)
    assert len(pairs) == impersonators
    mirrored = 0
    for victim, imitator in pairs:
        assert victim.handle == imitator.handle
        assert victim.pgp_key
        assert imitator.pgp_key
        assert victim.pgp_key != imitator.pgp_key
        mirrored += len(runs(victim.profile) & runs(imitator.profile)) >= 3
    assert 0 < mirrored < len(pairs)


def test_vendors_moved_on_when_their_market_closed(crowd: World) -> None:
    by_person: dict[str, list[AccountRecord]] = defaultdict(list)
    for one in crowd.accounts:
        by_person[one.person_id].append(one)
    listed = defaultdict(list)
    for listing in crowd.listings:
        on = listing.listed_at.date()
        listed[listing.market, listing.vendor_external_id].append(on)
    for one in crowd.accounts:
        if one.market == "quayside":
            assert one.last_seen_on <= CLOSED_ON
            assert max(listed[key(one)]) <= CLOSED_ON
        assert min(listed[key(one)]) >= one.registered_on
        assert one.registered_on <= one.last_seen_on
    moved = [
        (old, new)
        for accounts in by_person.values()
        for old in accounts
        for new in accounts
        if old.market == "quayside"
        and CLOSED_ON < new.registered_on <= CLOSED_ON + timedelta(days=28)
    ]
    assert len(moved) >= 5
    assert all(old.handle != new.handle for old, new in moved)


def test_some_write_english_on_one_market_and_german_on_another(crowd: World) -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for one in crowd.accounts:
        languages[one.person_id].add(one.language)
    bilingual = {name for name, found in languages.items() if len(found) > 1}
    assert len(bilingual) >= 5
    assert all(languages[name] == {"en", "de"} for name in bilingual)
    person = {key(one): one.person_id for one in crowd.accounts}
    trading = [pair for pair in crowd.true_pairs if pair.evidence is PairEvidence.TRADE]
    assert {person[key(one.left)] for one in trading} <= bilingual
    others = {
        pair.evidence
        for pair in crowd.true_pairs
        if person[key(pair.left)] in bilingual
    }
    assert others & {PairEvidence.IDENTIFIER, PairEvidence.CONTACT}
    assert {one.language for one in crowd.markets["nordmarkt"].listings} == {
        Language.GERMAN
    }


def test_bilingual_people_sell_the_same_goods_in_both_languages(crowd: World) -> None:
    goods: dict[tuple[str, str], set[str]] = defaultdict(set)
    vendor = {
        (one.market, one.external_id): (one.market, one.vendor_external_id)
        for one in crowd.listings
    }
    for one in crowd.mentions:
        if one.subject == "listing" and one.kind in {"DRUG", "WEAPON"}:
            goods[vendor[one.market, one.external_id]].add(one.value)
    trading = [pair for pair in crowd.true_pairs if pair.evidence is PairEvidence.TRADE]
    shared = [
        goods[key(one.left)] & goods[key(one.right)]
        for one in trading
        if goods[key(one.left)] and goods[key(one.right)]
    ]
    assert sum(map(bool, shared)) > len(shared) / 2


def test_profiles_name_another_account_of_their_holder(crowd: World) -> None:
    accounts = {key(one): one for one in crowd.accounts}
    named = [
        accounts[key(pair.right)].profile
        for pair in crowd.true_pairs
        if pair.evidence is PairEvidence.ALIAS
        and accounts[key(pair.left)].handle in accounts[key(pair.right)].profile
    ]
    assert len(named) >= 3


def test_people_put_up_listings_while_they_are_awake(crowd: World) -> None:
    hours: dict[str, set[int]] = defaultdict(set)
    holder = {key(one): one.person_id for one in crowd.accounts}
    for one in crowd.listings:
        hours[holder[one.market, one.vendor_external_id]].add(one.listed_at.hour)
    for found in hours.values():
        assert any(
            {(start + n) % 24 for n in range(13)} >= found for start in range(24)
        )
    assert set().union(*hours.values()) == set(range(24))


def test_buyers_follow_some_people(crowd: World) -> None:
    lines = [one for one in account_lines(crowd) if one.get("buyers")]
    shared: dict[bool, list[bool]] = {True: [], False: []}
    for at, left in enumerate(lines):
        for right in lines[:at]:
            if "harbour" not in (left["market"], right["market"]):
                overlap = set(left["buyers"]) & set(right["buyers"])
                shared[left["holder"] == right["holder"]].append(bool(overlap))
    one_holder, others = (sum(one) / len(one) for one in (shared[True], shared[False]))
    assert one_holder > 0.3
    assert others < 0.1


def test_pictures_are_shared_by_people_and_by_everybody(crowd: World) -> None:
    people: dict[str, set[str]] = defaultdict(set)
    accounts: dict[str, set[str]] = defaultdict(set)
    holder = {key(one): one.person_id for one in crowd.accounts}
    for one in crowd.listings:
        account = (one.market, one.vendor_external_id)
        for picture in one.pictures:
            people[picture.motif].add(holder[account])
            accounts[picture.motif].add("/".join(account))
    stock = {motif for motif in people if "-stock-" in motif}
    assert max(len(people[motif]) for motif in stock) >= 5
    assert {len(people[motif]) for motif in people if motif not in stock} == {1}
    assert any("-album-" in one and len(accounts[one]) > 1 for one in people)


def test_crowded_world_can_move_on_and_its_closed_market_stays_as_it_was() -> None:
    first, later = (build_world(4, size=600, accounts=100, day=day) for day in (0, 2))
    assert later.markets["quayside"].listings == first.markets["quayside"].listings
    assert later.markets["harbour"].listings != first.markets["harbour"].listings


def test_equal_arguments_give_equal_crowds() -> None:
    first, again = (build_world(4, size=600, accounts=100) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(("size", "accounts"), [(4_000, 99), (499, 100)])
def test_impossible_crowd_is_refused(size: int, accounts: int) -> None:
    with pytest.raises(ConfigError, match="accounts"):
        build_world(1, size=size, accounts=accounts)
