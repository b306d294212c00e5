from testmarkets.world import World, build_world
from testmarkets.world.feedback import (
    FEEDBACK_COUNTS,
    Clientele,
    buyer_handles,
    crowded_clientele,
)
from testmarkets.world.texts import Language, load_feedback_texts


def test_two_markets_show_feedback_on_their_own_offers(world: World) -> None:
    for name, market in world.markets.items():
        left = [one for account in market.accounts for one in account.feedback]
        assert bool(left) == (name in FEEDBACK_COUNTS)
        offers = {
            (one.vendor_external_id, one.external_id): one.title
            for one in market.listings
        }
        for account in market.accounts:
            for one in account.feedback:
                key = (account.external_id, one.listing_external_id)
                assert offers[key] == one.listing_title


def test_feedback_is_newest_first_with_ids_of_its_own(world: World) -> None:
    accounts = [one for one in world.accounts if one.feedback]
    for account in accounts:
        dates = [one.left_on for one in account.feedback]
        assert dates == sorted(dates, reverse=True)
    ids = [(a.market, one.external_id) for a in accounts for one in a.feedback]
    assert len(set(ids)) == len(ids)


def test_texts_go_with_the_rating(world: World) -> None:
    texts = {
        one: load_feedback_texts(one) for one in (Language.ENGLISH, Language.GERMAN)
    }
    languages = {"harbour": Language.ENGLISH, "nordmarkt": Language.GERMAN}
    for account in world.accounts:
        for one in account.feedback:
            phrases = texts[languages[account.market]].of_rating(one.rating)
            assert one.text in phrases


def test_buyers_are_no_vendors_and_come_back(world: World) -> None:
    buyers = [one.buyer for account in world.accounts for one in account.feedback]
    assert not set(buyers) & {account.handle for account in world.accounts}
    assert set(buyers) <= set(buyer_handles(world.seed))
    assert len(set(buyers)) < len(buyers)


def test_handle_is_masked_but_for_its_ends(world: World) -> None:
    account = next(one for one in world.accounts if one.feedback)
    record = account.feedback[0]
    assert record.masked_buyer == f"{record.buyer[0]}***{record.buyer[-1]}"


def test_later_days_add_feedback_and_take_none_away() -> None:
    first, later = (build_world(5, size=400, day=day) for day in (0, 6))
    before, after = (
        {
            (account.market, one.external_id): (one.buyer, one.text, one.left_on)
            for account in world.accounts
            for one in account.feedback
        }
        for world in (first, later)
    )
    # A vendor whose last offer is gone has a page without feedback.
    sellers = {(one.market, one.vendor_external_id) for one in later.listings}
    kept = {key for key in before if (key[0], key[1].rpartition("-")[0]) in sellers}
    assert len(kept) > 0.9 * len(before)
    assert all(after[key] == before[key] for key in kept)
    assert len(after) > len(kept)


def test_truth_knows_who_left_what(small_world: World) -> None:
    told = [
        (one.market, one.vendor_external_id, one.buyer)
        for one in small_world.truth().feedback
    ]
    assert told == [
        (account.market, account.external_id, one.buyer)
        for account in small_world.accounts
        for one in account.feedback
    ]
    assert len(told) > 20


def test_followed_people_have_regulars_of_their_own() -> None:
    clientele = crowded_clientele(3, 500, ["person-0001", "person-0002"])

    first, second = clientele.regulars.values()
    assert set(first) | set(second) <= set(buyer_handles(3, clientele.buyers))
    assert first != second
    assert clientele.buyers == 2_000


def test_all_markets_but_the_smallest_show_feedback_in_a_crowd(crowd: World) -> None:
    for name, market in crowd.markets.items():
        left = [(one, two) for one in market.accounts for two in one.feedback]
        assert bool(left) == (name != "foundry")
        for account, one in left:
            assert account.registered_on <= one.left_on <= account.last_seen_on


def test_few_markets_show_feedback_otherwise() -> None:
    assert Clientele().counts("harbour")
    assert not Clientele().counts("lantern")
