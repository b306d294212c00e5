"""What buyers leave on the accounts of the markets that show feedback."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.model import AccountRecord, FeedbackRecord, ListingRecord
from testmarkets.world.texts import FeedbackTexts, Language, load_feedback_texts
from testmarkets.world.vendors import DAY_ZERO

FEEDBACK_COUNTS = {
    "harbour": (0, 2, 4, 6, 8),
    "nordmarkt": (0, 5, 12, 18, 25, 45),
}
"""How many an account has on day 0, by the markets that show any."""
_LANGUAGES = {"harbour": Language.ENGLISH, "nordmarkt": Language.GERMAN}
_CROWDED_COUNTS = (0, 4, 8, 12, 16)
"""How many an account has in a crowded world, where all markets but foundry show some."""
_CROWDED_MARKETS = frozenset({"harbour", "lantern", "nordmarkt", "quayside"})
_BUYERS = 150
_BUYERS_PER_ACCOUNT = 4
"""In a crowded world."""
_FEWEST_REGULARS, _MOST_REGULARS = 3, 7
_REGULAR_SHARE = 0.5
"""Part of the feedback that comes from regulars, where a person is followed."""
_DAILY_SHARE = 0.05
"""Part of the accounts that are given another one each day."""
_LONGEST_AGO_DAYS = 180
_RATINGS = (5,) * 14 + (4,) * 3 + (3, 2, 1)
_SYLLABLES = ("ba", "do", "fi", "ku", "lo", "mi", "na", "pe", "ri", "su", "ta", "vu")


def give_feedback(
    accounts: Sequence[AccountRecord],
    listings: Sequence[ListingRecord],
    *,
    seed: int,
    day: int,
    clientele: "Clientele | None" = None,
) -> tuple[AccountRecord, ...]:
    """Return the accounts of a market with the feedback that they have on a day.

    What was left stays: a later day has all of an earlier one, each about the same listing unless that is gone.

    Args:
        accounts: Of the market.
        listings: Of the market.
        seed: Of the world.
        day: Days since day 0.
        clientele: Who buys in a crowded world.
    """
    clientele = clientele or Clientele()
    offers: dict[str, list[ListingRecord]] = {}
    for one in listings:
        offers.setdefault(one.vendor_external_id, []).append(one)
    return tuple(
        replace(
            account,
            feedback=_feedback_of(
                account, offers.get(account.external_id, []), (seed, day), clientele
            ),
        )
        for account in accounts
    )


@dataclass(frozen=True, slots=True)
class Clientele:
    """Who buys where."""

    buyers: int = _BUYERS
    """How many there are in the world."""
    regulars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Buyers who follow a person, by the person's id, from one account to the next."""
    is_crowded: bool = False

    def counts(self, market: str) -> tuple[int, ...]:
        """Return how much feedback an account of a market may have; empty for none at all."""
        if not self.is_crowded:
            return FEEDBACK_COUNTS.get(market, ())
        return _CROWDED_COUNTS if market in _CROWDED_MARKETS else ()

    def left_on(self, account: AccountRecord, day: int) -> date:
        """Return a day as a date; in a crowded world, one on which the account was kept."""
        on = DAY_ZERO + timedelta(days=day)
        if not self.is_crowded:
            return on
        return min(max(on, account.registered_on), account.last_seen_on)


def crowded_clientele(seed: int, accounts: int, followed: Sequence[str]) -> Clientele:
    """Return who buys in a crowded world.

    Args:
        seed: Of the world.
        accounts: How many vendors' accounts it has.
        followed: Ids of the people whose buyers come along.
    """
    buyers = accounts * _BUYERS_PER_ACCOUNT
    regulars = {}
    for person_id in followed:
        rng = seeded(seed, "regulars", person_id)
        count = rng.randint(_FEWEST_REGULARS, _MOST_REGULARS)
        regulars[person_id] = tuple(rng.sample(buyer_handles(seed, buyers), count))
    return Clientele(buyers, regulars, is_crowded=True)


@cache
def buyer_handles(seed: object, count: int = _BUYERS) -> tuple[str, ...]:
    """Return the handles of a world's buyers, who are no vendors anywhere."""
    rng = seeded(seed, "buyers")
    return tuple(
        "".join(rng.choices(_SYLLABLES, k=4)) + f"{rng.randrange(10, 99)}"
        for _ in range(count)
    )


@cache
def _texts(language: Language) -> FeedbackTexts:
    return load_feedback_texts(language)


def _feedback_of(
    account: AccountRecord,
    offers: Sequence[ListingRecord],
    when: tuple[int, int],
    clientele: Clientele,
) -> tuple[FeedbackRecord, ...]:
    (seed, day), counts = when, clientele.counts(account.market)
    if not counts or not offers:
        return ()
    key = (seed, "feedback", account.market, account.external_id)
    count = seeded(*key).choice(counts)
    days = [-seeded(*key, n, "ago").randrange(_LONGEST_AGO_DAYS) for n in range(count)]
    days += [
        number
        for number in range(1, day + 1)
        if seeded(*key, "day", number).random() < _DAILY_SHARE
    ]
    left = [
        _one(account, offers, (*key, number), on, clientele)
        for number, on in enumerate(days)
    ]
    return tuple(sorted(left, key=lambda one: (one.left_on, one.external_id)))[::-1]


def _one(
    account: AccountRecord,
    offers: Sequence[ListingRecord],
    key: tuple[object, ...],
    day: int,
    clientele: Clientele,
) -> FeedbackRecord:
    rng = seeded(*key)
    rating = rng.choice(_RATINGS)
    phrases = _texts(_LANGUAGES.get(account.market, Language.ENGLISH)).of_rating(rating)
    about = _kept_choice(offers, key)
    buyer = rng.choice(buyer_handles(key[0], clientele.buyers))
    regulars = clientele.regulars.get(account.person_id)
    if regulars and seeded(*key, "regular").random() < _REGULAR_SHARE:
        buyer = seeded(*key, "which").choice(regulars)
    return FeedbackRecord(
        external_id=f"{account.external_id}-{key[-1]}",
        buyer=buyer,
        rating=rating,
        text=rng.choice(phrases),
        left_on=clientele.left_on(account, day),
        listing_external_id=about.external_id,
        listing_title=about.title,
    )


def _kept_choice(
    offers: Sequence[ListingRecord], key: tuple[object, ...]
) -> ListingRecord:
    """Choose an offer so that others may come and go without another choice."""
    return min(offers, key=lambda one: seeded(*key, one.external_id).random())
