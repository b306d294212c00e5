"""What buyers leave on the accounts of the markets that show feedback."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
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
_BUYERS = 150
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
) -> tuple[AccountRecord, ...]:
    """Return the accounts of a market with the feedback that they have on a day.

    What was left stays: a later day has all of an earlier one, each about the same listing unless that is gone.
    """
    offers: dict[str, list[ListingRecord]] = {}
    for one in listings:
        offers.setdefault(one.vendor_external_id, []).append(one)
    return tuple(
        replace(
            account,
            feedback=_feedback_of(
                account, offers.get(account.external_id, []), seed, day
            ),
        )
        for account in accounts
    )


@cache
def buyer_handles(seed: object) -> tuple[str, ...]:
    """Return the handles of a world's buyers, who are no vendors anywhere."""
    rng = seeded(seed, "buyers")
    return tuple(
        "".join(rng.choices(_SYLLABLES, k=4)) + f"{rng.randrange(10, 99)}"
        for _ in range(_BUYERS)
    )


@cache
def _texts(language: Language) -> FeedbackTexts:
    return load_feedback_texts(language)


def _feedback_of(
    account: AccountRecord, offers: Sequence[ListingRecord], seed: int, day: int
) -> tuple[FeedbackRecord, ...]:
    if account.market not in FEEDBACK_COUNTS or not offers:
        return ()
    key = (seed, "feedback", account.market, account.external_id)
    count = seeded(*key).choice(FEEDBACK_COUNTS[account.market])
    days = [-seeded(*key, n, "ago").randrange(_LONGEST_AGO_DAYS) for n in range(count)]
    days += [
        number
        for number in range(1, day + 1)
        if seeded(*key, "day", number).random() < _DAILY_SHARE
    ]
    left = [_one(account, offers, (*key, number), on) for number, on in enumerate(days)]
    return tuple(sorted(left, key=lambda one: (one.left_on, one.external_id)))[::-1]


def _one(
    account: AccountRecord,
    offers: Sequence[ListingRecord],
    key: tuple[object, ...],
    day: int,
) -> FeedbackRecord:
    rng = seeded(*key)
    rating = rng.choice(_RATINGS)
    phrases = _texts(_LANGUAGES[account.market]).of_rating(rating)
    about = _kept_choice(offers, key)
    return FeedbackRecord(
        external_id=f"{account.external_id}-{key[-1]}",
        buyer=rng.choice(buyer_handles(key[0])),
        rating=rating,
        text=rng.choice(phrases),
        left_on=DAY_ZERO + timedelta(days=day),
        listing_external_id=about.external_id,
        listing_title=about.title,
    )


def _kept_choice(
    offers: Sequence[ListingRecord], key: tuple[object, ...]
) -> ListingRecord:
    """Choose an offer so that others may come and go without another choice."""
    return min(offers, key=lambda one: seeded(*key, one.external_id).random())
