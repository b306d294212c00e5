from testmarkets.truth import PairEvidence
from testmarkets.world.belongings import give_belongings, market_support
from testmarkets.world.external_ids import ExternalIds
from testmarkets.world.markets import MARKETS
from testmarkets.world.people import Person, plan_people


def people_with_ids() -> list[Person]:
    people = plan_people(4, 4_000)
    ids = {name: ExternalIds(4, name) for name in MARKETS}
    for person in people:
        for account in person.accounts:
            account.external_id = ids[account.market].account(account.handle)
    return people


def test_bonds_decide_what_accounts_share() -> None:
    people = people_with_ids()
    given = give_belongings(people, 4)
    for person in people:
        own = [given[account.key] for account in person.accounts]
        keys = {one.pgp.fingerprint for one in own if one.pgp}
        addresses = set.intersection(*(set(one.addresses) for one in own))
        contacts = set.intersection(*(set(one.contacts) for one in own))
        if person.bond is PairEvidence.IDENTIFIER:
            has_one_key = len(keys) == 1 and all(one.pgp for one in own)
            assert has_one_key or addresses
        elif person.bond is not None:
            assert not addresses
            assert len(keys) == sum(one.pgp is not None for one in own)
            assert bool(contacts) == (person.bond is PairEvidence.CONTACT)


def test_impersonated_accounts_get_a_key() -> None:
    people = people_with_ids()
    wanted = [person.accounts[0] for person in people if person.bond is None]
    for account in wanted:
        account.needs_key = True

    given = give_belongings(people, 4)

    assert all(given[account.key].pgp for account in wanted)


def test_markets_have_support_of_their_own() -> None:
    values = [one.value for name in MARKETS for one in market_support(4, name)]

    assert len(set(values)) == 2 * len(MARKETS)
