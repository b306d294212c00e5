from collections import Counter, defaultdict
from itertools import combinations

import pytest

from core.errors import ConfigError
from core.mentions import IDENTIFIER_KINDS, TextField
from core.records import Category
from testmarkets.truth import (
    AccountRef,
    NegativeReason,
    PairEvidence,
    Subject,
    TrueMention,
)
from testmarkets.world import World, build_world
from testmarkets.world.identifiers.identifier import ADDRESS_KINDS
from testmarkets.world.identifiers.stop_value import STOP_VALUES

Key = tuple[str, str]
BONDS = {
    PairEvidence.IDENTIFIER,
    PairEvidence.CONTACT,
    PairEvidence.REPOSTS,
    PairEvidence.STYLE,
}
REASONS = {
    NegativeReason.SIMILAR_HANDLE,
    NegativeReason.IMPERSONATOR,
    NegativeReason.SUPPLIER_COPY,
    NegativeReason.MARKET_ADDRESS,
}
"""What worlds have that are not crowded."""
STOPPED = {(one.kind.value, one.value) for one in STOP_VALUES}


def account_key(ref: AccountRef) -> Key:
    return ref.market, ref.external_id


def shown_identifiers(world: World) -> dict[Key, set[tuple[str, str]]]:
    """What identifies its holder, by account, listings included."""
    vendor_of = {
        (one.market, one.external_id): (one.market, one.vendor_external_id)
        for one in world.listings
    }
    shown: dict[Key, set[tuple[str, str]]] = defaultdict(set)
    for mention in world.mentions:
        if mention.kind in IDENTIFIER_KINDS:
            key = (mention.market, mention.external_id)
            account = vendor_of[key] if mention.subject is Subject.LISTING else key
            shown[account].add((mention.kind, mention.value))
    return shown


def groups_of(world: World) -> dict[Key, set[int]]:
    """The near-duplicate groups that each account takes part in."""
    vendor_of = {
        (one.market, one.external_id): (one.market, one.vendor_external_id)
        for one in world.listings
    }
    found: dict[Key, set[int]] = defaultdict(set)
    for number, group in enumerate(world.near_duplicate_groups):
        for ref in group:
            found[vendor_of[ref.market, ref.external_id]].add(number)
    return found


def test_world_has_the_people_accounts_and_listings_it_promises(world: World) -> None:
    people = {account.person_id for account in world.accounts}

    assert set(world.markets) == {"harbour", "lantern", "foundry", "nordmarkt"}
    assert len(people) >= 120
    assert len(world.accounts) >= 220
    assert len(world.listings) == 4_000
    assert {one.category for one in world.listings} == set(Category)
    assert 10 <= len(world.markets["foundry"].accounts) <= 14
    assert all(market.listings for market in world.markets.values())


def test_world_is_mainly_english_and_german(world: World) -> None:
    by_language = Counter(one.language for one in world.listings)

    assert set(by_language) == {"en", "de", "nl", "fr", "es"}
    assert by_language["en"] + by_language["de"] >= 3_400
    assert min(by_language.values()) >= 20
    assert {one.language for one in world.markets["nordmarkt"].listings} == {"de"}


def test_pairs_are_told_by_the_shares_of_evidence_promised(world: World) -> None:
    kinds = Counter(pair.evidence for pair in world.true_pairs)
    total = sum(kinds.values())

    assert total >= 100
    assert kinds[PairEvidence.IDENTIFIER] <= 0.40 * total
    assert kinds[PairEvidence.REPOSTS] >= 0.25 * total
    assert kinds[PairEvidence.STYLE] >= 0.10 * total
    assert kinds[PairEvidence.CONTACT] > 0


def test_true_pairs_are_all_pairs_of_accounts_of_one_person(world: World) -> None:
    by_person: dict[str, list[Key]] = defaultdict(list)
    for account in world.accounts:
        by_person[account.person_id].append((account.market, account.external_id))
    expected = {
        frozenset(pair)
        for accounts in by_person.values()
        for pair in combinations(accounts, 2)
    }

    told = [
        frozenset((account_key(pair.left), account_key(pair.right)))
        for pair in world.true_pairs
    ]

    assert set(told) == expected
    assert len(told) == len(expected)


def test_accounts_of_a_person_share_what_their_evidence_says(world: World) -> None:
    shown, groups = shown_identifiers(world), groups_of(world)
    for pair in world.true_pairs:
        left, right = account_key(pair.left), account_key(pair.right)
        shared = shown[left] & shown[right]
        addresses = {one for one in shared if one[0] in ADDRESS_KINDS}
        reposts = groups[left] & groups[right]
        match pair.evidence:
            case PairEvidence.IDENTIFIER:
                assert addresses
            case PairEvidence.CONTACT:
                assert shared
                assert not addresses
            case PairEvidence.REPOSTS:
                assert not shared
                assert len(reposts) >= 3
            case PairEvidence.STYLE:
                assert not shared
                assert not reposts
            case _:
                pytest.fail(f"{pair.evidence} in a world that is not crowded")


def test_different_people_share_no_identifier_but_their_markets_own(
    world: World,
) -> None:
    shown = shown_identifiers(world)
    person = {(one.market, one.external_id): one.person_id for one in world.accounts}
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    markets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for account, identifiers in shown.items():
        for one in identifiers:
            holders[one].add(person[account])
            markets[one].add(account[0])

    common = [
        one for one, people in holders.items() if len(people) > 1 and one not in STOPPED
    ]

    assert len(common) == 2 * len(world.markets)
    assert all(len(markets[one]) == 1 for one in common)
    assert all(len(holders[one]) >= 3 for one in common)


def test_a_few_people_show_each_value_that_nobody_holds(world: World) -> None:
    person = {(one.market, one.external_id): one.person_id for one in world.accounts}
    showing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for account, identifiers in shown_identifiers(world).items():
        for one in identifiers & STOPPED:
            showing[one].add(person[account])

    assert set(showing) == STOPPED
    assert all(2 <= len(people) <= 30 for people in showing.values())


def test_hard_negatives_are_different_people_for_every_reason(world: World) -> None:
    person = {(one.market, one.external_id): one.person_id for one in world.accounts}

    reasons = Counter(one.reason for one in world.hard_negatives)

    assert sum(reasons.values()) >= 30
    assert set(reasons) == REASONS
    for one in world.hard_negatives:
        assert person[account_key(one.left)] != person[account_key(one.right)]


def test_impersonators_have_the_handle_and_another_key(world: World) -> None:
    accounts = {(one.market, one.external_id): one for one in world.accounts}
    for one in world.hard_negatives:
        if one.reason is NegativeReason.IMPERSONATOR:
            left = accounts[account_key(one.left)]
            right = accounts[account_key(one.right)]
            assert left.handle == right.handle
            assert left.pgp_key
            assert right.pgp_key
            assert left.pgp_key != right.pgp_key


def test_supplier_copies_are_few_groups_of_unrelated_people(world: World) -> None:
    groups = groups_of(world)
    for one in world.hard_negatives:
        if one.reason is NegativeReason.SUPPLIER_COPY:
            shared = groups[account_key(one.left)] & groups[account_key(one.right)]
            assert 1 <= len(shared) <= 2


def test_every_mention_stands_where_truth_says(world: World) -> None:
    listings = {(one.market, one.external_id): one for one in world.listings}
    accounts = {(one.market, one.external_id): one for one in world.accounts}

    def field_text(mention: TrueMention) -> str | None:
        key = (mention.market, mention.external_id)
        match mention.field:
            case TextField.TITLE:
                return listings[key].title
            case TextField.DESCRIPTION:
                return listings[key].description
            case TextField.PROFILE:
                return accounts[key].profile
            case TextField.CONTACT:
                return accounts[key].contact
            case TextField.PGP_KEY:
                return accounts[key].pgp_key

    assert len(world.mentions) > 10_000
    for mention in world.mentions:
        text = field_text(mention)
        assert text is not None
        assert text[mention.start : mention.end] == mention.text
        assert mention.text
        assert mention.text == mention.text.strip()


def test_texts_are_tidy(world: World) -> None:
    texts = [text for one in world.listings for text in (one.title, one.description)]
    texts += [one.profile for one in world.accounts]
    texts += [one.contact for one in world.accounts if one.contact]
    for text in texts:
        assert text
        assert text == text.strip()
        assert all(not line.startswith(" ") for line in text.split("\n"))
        assert all(part not in text for part in ("  ", "\n\n", " \n", "{", "}"))
    assert all("\n" not in one.title for one in world.listings)
    assert all("\n" not in one.contact for one in world.accounts if one.contact)


def test_nordmarkt_fits_into_its_single_byte_encoding(world: World) -> None:
    market = world.markets["nordmarkt"]

    for listing in market.listings:
        (listing.title + listing.description).encode("windows-1252")
    for account in market.accounts:
        (account.profile + account.handle + (account.contact or "")).encode(
            "windows-1252"
        )
    assert any("ü" in listing.description for listing in market.listings)


def test_ids_and_handles_are_unique_within_a_market(world: World) -> None:
    for market in world.markets.values():
        for names in (
            [one.external_id for one in market.accounts],
            [one.external_id for one in market.listings],
            [one.handle.lower() for one in market.accounts],
        ):
            assert len(names) == len(set(names))
        vendors = {one.external_id for one in market.accounts}
        assert {one.vendor_external_id for one in market.listings} == vendors


def test_a_listing_is_in_at_most_one_near_duplicate_group(world: World) -> None:
    refs = [
        (one.market, one.external_id)
        for group in world.near_duplicate_groups
        for one in group
    ]

    assert len(refs) == len(set(refs))
    assert len(world.near_duplicate_groups) >= 100
    assert all(len(group) >= 2 for group in world.near_duplicate_groups)


def test_equal_seeds_give_equal_worlds_and_others_do_not(small_world: World) -> None:
    again = build_world(11, size=300)
    other = build_world(12, size=300)

    assert again == small_world
    assert other.listings != small_world.listings


def test_small_world_has_every_kind_of_link(small_world: World) -> None:
    assert len(small_world.listings) == 300
    assert len({one.person_id for one in small_world.accounts}) < 40
    assert {one.evidence for one in small_world.true_pairs} == BONDS
    assert {one.reason for one in small_world.hard_negatives} == REASONS
    assert all(market.listings for market in small_world.markets.values())


@pytest.mark.parametrize("seed", range(1, 7))
def test_smallest_world_can_be_built_from_any_seed(seed: int) -> None:
    world = build_world(seed, size=200)

    assert len(world.listings) == 200
    assert {one.evidence for one in world.true_pairs} == BONDS


@pytest.mark.parametrize(("size", "day"), [(199, 0), (300, -1)])
def test_impossible_world_is_refused(size: int, day: int) -> None:
    with pytest.raises(ConfigError, match="a world"):
        build_world(1, size=size, day=day)
