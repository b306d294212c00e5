from collections import Counter
from dataclasses import replace

from core.mentions import IDENTIFIER_KINDS
from testmarkets.world import World
from testmarkets.world.belongings import Belongings
from testmarkets.world.identifiers.chain import make_btc
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.offers import OfferMaker
from testmarkets.world.people import plan_people
from testmarkets.world.phrases import PhrasePool
from testmarkets.world.stock import moment_of, share_out, with_belongings
from testmarkets.world.texts import TextLibrary


def test_shares_sum_up_to_the_size() -> None:
    for size, accounts in ((200, 28), (300, 29), (4_000, 234)):
        quotas = share_out(1, size, accounts)
        assert sum(quotas) == size
        assert min(quotas) >= 5
        assert max(quotas) > min(quotas)


def test_offer_shows_only_what_its_account_has(texts: TextLibrary) -> None:
    maker = OfferMaker(1, texts, PhrasePool(4_000))
    person = plan_people(1, 300)[0]
    addresses = (make_btc(seeded(1)),)
    shown = []
    for number in range(60):
        rng = seeded(number)
        offer = maker.offer(rng, person, "EUR", is_long=False)
        bare = with_belongings(rng, offer, Belongings())
        assert bare.contact is None
        assert "contact_line" not in [
            one.slot for one in bare.wording.sections if one.phrases
        ]
        shown.append(
            with_belongings(rng, offer, replace(Belongings(), addresses=addresses))
        )
    assert {one.address for one in shown} == {None, addresses[0]}


def test_groups_are_within_and_across_accounts(world: World) -> None:
    vendor_of = {
        (one.market, one.external_id): (one.market, one.vendor_external_id)
        for one in world.listings
    }
    spread = Counter(
        len({vendor_of[ref.market, ref.external_id] for ref in group}) == 1
        for group in world.near_duplicate_groups
    )

    assert spread[True] >= 30
    assert spread[False] >= 80


def test_near_duplicates_show_no_identifier(world: World) -> None:
    grouped = {
        (ref.market, ref.external_id)
        for group in world.near_duplicate_groups
        for ref in group
    }

    assert not [
        one
        for one in world.mentions
        if one.subject == "listing"
        and one.kind in IDENTIFIER_KINDS
        and (one.market, one.external_id) in grouped
    ]


def test_people_put_up_listings_in_their_waking_hours() -> None:
    person = plan_people(1, 300)[0]
    person.waking_from, person.waking_hours = 20, 8

    hours = {moment_of(seeded(number), -3, person).hour for number in range(300)}

    assert hours == {20, 21, 22, 23, 0, 1, 2, 3}
