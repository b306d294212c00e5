from core.mentions import EntityKind
from testmarkets.world import World
from testmarkets.world.clone import clone_market

PAYMENT = (EntityKind.BTC, EntityKind.ETH, EntityKind.XMR)


def test_clone_shows_no_key_and_no_payment_address_of_the_market(
    small_world: World,
) -> None:
    market, clone = small_world.markets["lantern"], clone_market(small_world, "lantern")
    true = {
        mention.text
        for mention in small_world.mentions
        if mention.market == "lantern" and mention.kind in PAYMENT
    }
    texts = [one.description for one in clone.listings]
    texts += [one.profile for one in clone.accounts]
    assert len(true) >= 5
    assert [text for text in texts for value in true if value in text] == []
    keys = {one.pgp_key for one in market.accounts if one.pgp_key}
    forged = {one.pgp_key for one in clone.accounts if one.pgp_key}
    assert len(keys) == len(forged) > 0
    assert not keys & forged
    assert market.pgp_key
    assert market.pgp_key != clone.pgp_key
    assert market.escrow_address
    assert market.escrow_address != clone.escrow_address


def test_clone_has_the_same_offers_and_vendors(small_world: World) -> None:
    market, clone = small_world.markets["lantern"], clone_market(small_world, "lantern")
    assert [(one.external_id, one.title, one.price) for one in clone.listings] == [
        (one.external_id, one.title, one.price) for one in market.listings
    ]
    assert [one.handle for one in clone.accounts] == [
        one.handle for one in market.accounts
    ]


def test_clone_is_the_same_every_time(small_world: World) -> None:
    assert clone_market(small_world, "foundry") == clone_market(small_world, "foundry")
