from collections import Counter

from testmarkets.truth import NegativeReason
from testmarkets.world import World
from testmarkets.world.belongings import Belongings
from testmarkets.world.crowd import plan_crowd
from testmarkets.world.shops import open_shops, with_shops


def test_customers_are_different_people_of_one_shop_each() -> None:
    people = plan_crowd(3, 400)
    holder = {id(one): person for person in people for one in person.accounts}

    shops = open_shops(people, 3)

    assert len(shops) == 5
    assert len({shop.contact for shop in shops}) == len(shops)
    customers = [one for shop in shops for one in shop.customers]
    persons = [holder[id(one)].person_id for one in customers]
    assert len(set(persons)) == len(persons)
    assert {len(shop.customers) for shop in shops} <= {2, 3, 4}
    assert any(one.needs_key for one in customers)


def test_customers_show_the_contact_and_keep_their_own() -> None:
    people = plan_crowd(3, 400)
    accounts = [one for person in people for one in person.accounts]
    for number, one in enumerate(accounts):
        one.external_id = str(number)
    shops = open_shops(people, 3)
    nothing = {one.key: Belongings() for one in accounts}

    given = with_shops(nothing, shops)

    shown = Counter(one.shop for one in given.values() if one.shop)
    assert shown == {shop.contact: len(shop.customers) for shop in shops}
    assert all(one.contacts == (one.shop,) for one in given.values() if one.shop)
    pairs = shops[0].as_negatives()
    count = len(shops[0].customers)
    assert len(pairs) == count * (count - 1) // 2


def test_truth_knows_the_customers(crowd: World) -> None:
    person = {(one.market, one.external_id): one.person_id for one in crowd.accounts}
    values = {(one.market, one.external_id): set[str]() for one in crowd.accounts}
    for one in crowd.mentions:
        if one.subject == "vendor":
            values[one.market, one.external_id].add(one.value)
    pairs = [
        one for one in crowd.hard_negatives if one.reason is NegativeReason.SHARED_SHOP
    ]
    assert len(pairs) >= 3
    for pair in pairs:
        left = (pair.left.market, pair.left.external_id)
        right = (pair.right.market, pair.right.external_id)
        assert person[left] != person[right]
        assert values[left] & values[right]
