import re

from testmarkets.world import World
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.offers import OfferMaker
from testmarkets.world.people import plan_people
from testmarkets.world.phrases import PhrasePool
from testmarkets.world.reposts import copied, reworded, without_contact
from testmarkets.world.texts import TextLibrary


def test_copy_has_the_same_words_and_another_price(texts: TextLibrary) -> None:
    maker = OfferMaker(1, texts, PhrasePool(4_000))
    offer = maker.offer(seeded(1), plan_people(1, 300)[0], "EUR", is_long=True)

    copy = copied(seeded(2), offer, "USD")

    assert copy.wording == offer.wording
    assert (copy.price, copy.currency) != (offer.price, offer.currency)


def test_reworded_copy_changes_few_words(texts: TextLibrary) -> None:
    maker = OfferMaker(1, texts, PhrasePool(4_000))
    person = plan_people(1, 300)[0]
    rewordings = texts.common[person.language].rewordings
    changed = 0
    for number in range(40):
        offer = maker.offer(seeded(number), person, "EUR", is_long=True)
        copy = reworded(seeded(number, "copy"), offer, "EUR", rewordings)
        before, after = set(offer.wording.said), set(copy.wording.said)
        assert len(copy.wording.said) == len(offer.wording.said)
        assert len(before & after) >= len(before) / 2
        changed += before != after
    assert changed >= 30


def test_contact_lines_can_be_left_out(texts: TextLibrary) -> None:
    maker = OfferMaker(1, texts, PhrasePool(4_000))
    person = plan_people(1, 300)[0]
    for number in range(20):
        offer = maker.offer(seeded(number), person, "EUR", is_long=False)
        bare = without_contact(offer)
        assert bare.contact is None
        assert all("{contact}" not in phrase for phrase in bare.wording.said)


def test_near_duplicates_of_a_world_are_alike_and_others_are_not(
    world: World,
) -> None:
    texts = {
        (one.market, one.external_id): f"{one.title} {one.description}".lower()
        for one in world.listings
    }

    def likeness(left: tuple[str, str], right: tuple[str, str]) -> float:
        one, two = (set(re.findall(r"\w+", texts[key])) for key in (left, right))
        return len(one & two) / len(one | two)

    alike = [
        likeness((group[0].market, group[0].external_id), (ref.market, ref.external_id))
        for group in world.near_duplicate_groups
        for ref in group[1:]
    ]
    keys = list(texts)
    others = [likeness(*seeded(number).sample(keys, 2)) for number in range(2_000)]

    assert min(alike) >= 0.5
    assert sum(alike) / len(alike) >= 0.8
    assert sum(one >= 0.5 for one in others) <= 2
