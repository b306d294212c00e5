from datetime import timedelta

from testmarkets.world import World, build_world
from testmarkets.world.model import ListingRecord
from testmarkets.world.vendors import DAY_ZERO

Key = tuple[str, str]


def listings_of(world: World) -> dict[Key, ListingRecord]:
    return {(one.market, one.external_id): one for one in world.listings}


def test_a_day_adds_changes_and_removes_a_few_listings() -> None:
    before = listings_of(build_world(5, size=1_000))
    after = listings_of(build_world(5, size=1_000, day=1))

    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = [
        key
        for key in after.keys() & before.keys()
        if (after[key].price, after[key].description)
        != (before[key].price, before[key].description)
    ]

    assert 15 <= len(new) <= 25
    assert 8 <= len(gone) <= 12
    assert 20 <= len(changed) <= 35
    assert any(after[key].price != before[key].price for key in changed)
    assert any(after[key].description != before[key].description for key in changed)


def test_days_build_on_each_other() -> None:
    second = listings_of(build_world(5, size=400, day=2))
    third = listings_of(build_world(5, size=400, day=3))

    same = [key for key in third.keys() & second.keys() if third[key] == second[key]]

    assert len(same) >= 0.94 * len(second)
    assert build_world(5, size=400, day=3).listings == tuple(third.values())


def test_near_duplicates_stay_what_they_are() -> None:
    first, later = build_world(5, size=400), build_world(5, size=400, day=4)
    earlier = set(first.near_duplicate_groups)

    assert earlier == set(later.near_duplicate_groups)
    assert first.true_pairs == later.true_pairs


def test_new_listings_are_dated_on_their_day() -> None:
    before = listings_of(build_world(5, size=400))
    after = listings_of(build_world(5, size=400, day=1))

    dates = {after[key].listed_at.date() for key in after.keys() - before.keys()}

    assert dates == {DAY_ZERO + timedelta(days=1)}
    assert max(one.listed_at.date() for one in before.values()) <= DAY_ZERO


def test_mentions_follow_the_texts_of_a_later_day() -> None:
    world = build_world(5, size=400, day=3)
    listings = listings_of(world)
    for mention in world.mentions:
        if mention.subject == "listing":
            listing = listings[mention.market, mention.external_id]
            text = getattr(listing, mention.field)
            assert text[mention.start : mention.end] == mention.text
