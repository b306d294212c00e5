"""Moves a world on by a day: listings come, change and go."""

from collections.abc import Sequence
from dataclasses import replace

from testmarkets.world.external_ids import ExternalIds
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.offers import Offer, OfferMaker, Section, moved_price
from testmarkets.world.stock import Shelf, StockedOffer, Stocker, moment_of, set_out

_NEW_SHARE, _CHANGED_SHARE, _GONE_SHARE = 0.02, 0.03, 0.01
_LEAST_FACTOR, _MOST_FACTOR = 0.8, 1.25


class Calendar:
    """Plays the days of a world, one after the other."""

    def __init__(
        self,
        seed: int,
        maker: OfferMaker,
        stocker: Stocker,
        ids: dict[str, ExternalIds],
    ) -> None:
        self._seed = seed
        self._maker = maker
        self._stocker = stocker
        self._ids = ids

    def play(self, shelves: Sequence[Shelf], day: int) -> None:
        """Change the shelves from the day before to this one.

        Listings that belong to a near-duplicate group stay, and keep their words: the evidence for a link does not fade.
        """
        shelves = [one for one in shelves if one.is_open]
        listed = [one for shelf in shelves for one in shelf.offers]
        self._maker.pool.resize(len(listed))
        self._remove(shelves, listed, day)
        listed = [one for shelf in shelves for one in shelf.offers]
        rng = seeded(self._seed, "day", day, "changed")
        for stocked in rng.sample(listed, round(len(listed) * _CHANGED_SHARE)):
            self._change(stocked, day)
        rng = seeded(self._seed, "day", day, "new")
        for _ in range(round(len(listed) * _NEW_SHARE)):
            shelf = rng.choice(shelves)
            stocked = self._stocker.add_fresh(rng, shelf)
            stocked.external_id = self._ids[shelf.account.market].listing()
            set_out(rng, stocked, day)

    def _remove(
        self, shelves: Sequence[Shelf], listed: list[StockedOffer], day: int
    ) -> None:
        rng = seeded(self._seed, "day", day, "gone")
        free = [one for one in listed if one.group is None]
        count = min(len(free), round(len(listed) * _GONE_SHARE))
        gone = {id(one) for one in rng.sample(free, count)}
        for shelf in shelves:
            for one in shelf.offers:
                if id(one) in gone:
                    self._maker.drop(one.offer)
            shelf.offers = [one for one in shelf.offers if id(one) not in gone]

    def _change(self, stocked: StockedOffer, day: int) -> None:
        rng = seeded(
            self._seed, "day", day, stocked.account.market, stocked.external_id
        )
        stocked.sold += rng.randrange(5)
        # From a source of its own: worlds of before had no such date.
        stamp = seeded(self._seed, "updated", day, stocked.external_id)
        stocked.updated_at = moment_of(stamp, day, stocked.person)
        if stocked.group is None and rng.random() < 0.4:
            changed = self._with_other_phrase(stocked, str(rng.getrandbits(64)))
            if changed is not None:
                stocked.offer = changed
                return
        price = moved_price(rng, stocked.offer.price, _LEAST_FACTOR, _MOST_FACTOR)
        stocked.offer = replace(stocked.offer, price=price)

    def _with_other_phrase(self, stocked: StockedOffer, name: str) -> Offer | None:
        """Return the offer with one phrase replaced; ``None`` if none can be."""
        offer, rng = stocked.offer, seeded(name)
        said = offer.wording.texts
        sections = list(offer.wording.sections)
        places = [at for at, one in enumerate(sections) if one.phrases]
        if not places:
            return None
        at = rng.choice(places)
        slot, phrases = sections[at].slot, sections[at].phrases
        phrase = self._maker.phrase(rng, stocked.person, offer.category, slot, said)
        if phrase is None:
            return None
        sections[at] = Section(slot, (phrase, *phrases[1:]))
        wording = replace(offer.wording, sections=tuple(sections))
        changed = replace(offer, wording=wording)
        self._maker.drop(offer)
        self._maker.keep(changed)
        return changed
