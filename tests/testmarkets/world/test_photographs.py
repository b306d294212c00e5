from collections import defaultdict

from testmarkets.world import World, build_world
from testmarkets.world.photographs import PICTURE_ENDINGS, is_own_motif


def test_a_minority_of_two_markets_has_pictures(world: World) -> None:
    for name, market in world.markets.items():
        share = sum(bool(one.pictures) for one in market.listings) / len(
            market.listings
        )
        if name in PICTURE_ENDINGS:
            assert 0.15 < share < 0.35
        else:
            assert share == 0
    assert max(len(one.pictures) for one in world.listings) == 2


def test_a_motif_is_shown_by_one_person_only(world: World) -> None:
    people = {(one.market, one.external_id): one.person_id for one in world.accounts}
    shown = defaultdict(list)
    for one in world.listings:
        for picture in one.pictures:
            shown[picture.motif].append(people[one.market, one.vendor_external_id])
    assert all(len(set(persons)) == 1 for persons in shown.values())
    assert sum(len(persons) > 1 for persons in shown.values()) >= 20


def test_near_duplicates_share_a_motif_across_markets(world: World) -> None:
    markets = defaultdict(set)
    for one in world.listings:
        for picture in one.pictures:
            markets[picture.motif].add(one.market)
    assert any(len(names) == 2 for names in markets.values())


def test_names_of_pictures_are_names_of_files(world: World) -> None:
    names = [picture.name for one in world.listings for picture in one.pictures]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").replace(".", "").isalnum() for name in names)


def test_pictures_stay_from_day_to_day() -> None:
    first, later = (build_world(5, size=400, day=day) for day in (0, 3))
    before = {(one.market, one.external_id): one.pictures for one in first.listings}
    after = {(one.market, one.external_id): one.pictures for one in later.listings}
    kept = before.keys() & after.keys()
    assert all(before[key] == after[key] for key in kept)


def test_truth_knows_every_picture(small_world: World) -> None:
    true = {
        (one.market, one.external_id): [image.name for image in one.images]
        for one in small_world.truth().listings
    }
    for one in small_world.listings:
        names = [picture.name for picture in one.pictures]
        assert true[one.market, one.external_id] == names


def test_motif_that_everybody_shows_is_nobodys_own() -> None:
    assert is_own_motif("7-person-0001-album-2")
    assert not is_own_motif("7-stock-drugs-1")
