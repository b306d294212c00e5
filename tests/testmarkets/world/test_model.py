from testmarkets.world import World


def test_world_lists_what_its_markets_hold(small_world: World) -> None:
    markets = small_world.markets.values()

    assert len(small_world.accounts) == sum(len(one.accounts) for one in markets)
    assert len(small_world.listings) == sum(len(one.listings) for one in markets)


def test_truth_names_what_is_served(small_world: World) -> None:
    truth = small_world.truth()

    assert [(one.market, one.external_id, one.title) for one in truth.listings] == [
        (one.market, one.external_id, one.title) for one in small_world.listings
    ]
    assert {one.person_id for one in truth.accounts} == {
        one.person_id for one in small_world.accounts
    }
    assert truth.mentions == small_world.mentions
