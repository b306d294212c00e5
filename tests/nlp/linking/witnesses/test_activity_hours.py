from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.analysis import Account
from nlp.linking.witnesses.activity_hours import ActivityHours
from tests.nlp.linking.witnesses.pairs import (
    account,
    at,
    measure_of,
    measured,
    snapshots,
    told,
)

WITNESS = ActivityHours()
EVENING = (18, 19, 20, 20, 21, 21, 21, 22, 22, 23, 20, 19)
MORNING = (6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 7, 8)


def busy(vendor_id: str, hours: Sequence[int], *, days: int = 12) -> Account:
    return account(
        vendor_id,
        *(
            {"listed_at": at(f"2020-03-{1 + n % days:02}T{hour:02}:30")}
            for n, hour in enumerate(hours)
        ),
    )


def test_one_rhythm_and_another() -> None:
    one = busy("a", EVENING)
    assert measured(WITNESS, one, busy("b", EVENING)) == pytest.approx(1.0)
    other = measure_of(WITNESS, one, busy("b", MORNING))
    late = [hour - 1 for hour in EVENING]
    assert other < 0.6 < 0.85 < measure_of(WITNESS, one, busy("b", late)) < 1.0


def test_the_day_is_a_ring() -> None:
    before, after = (23,) * 12, (0,) * 12
    noon = measure_of(WITNESS, busy("a", before), busy("b", (12,) * 12))
    assert measure_of(WITNESS, busy("a", before), busy("b", after)) > noon


def test_times_are_compared_in_utc() -> None:
    one = busy("a", EVENING)
    moved = account(
        "b",
        *(
            {"listed_at": time.listed_at.astimezone(tz=at("2020-01-01T00:00").tzinfo)}
            for time in one.listings
            if time.listed_at is not None
        ),
    )
    assert measured(WITNESS, one, moved) == pytest.approx(1.0)


def test_too_few_times_say_nothing() -> None:
    one = busy("a", EVENING)
    assert measured(WITNESS, one, busy("b", EVENING[:9])) is None
    # Put up in one go, or with a date alone.
    assert measured(WITNESS, one, busy("b", EVENING, days=2)) is None
    midnight = account(
        "b", *({"listed_at": at("2020-03-01T00:00") + timedelta(n)} for n in range(12))
    )
    assert measured(WITNESS, one, midnight) is None
    assert measured(WITNESS, one, account("b", *({},) * 12)) is None


def test_when_a_crawl_saw_a_listing_says_nothing() -> None:
    seen = [
        {"listed_at": at(f"2020-03-{day:02}T03:10:22.345000")} for day in range(1, 13)
    ]
    crawled = [account(vendor_id, *seen) for vendor_id in "ab"]
    assert measured(WITNESS, crawled[0], crawled[1]) is None


def test_telling_says_when() -> None:
    telling = told(WITNESS, busy("a", EVENING), busy("b", MORNING))
    assert "17:00-01:00 and at 04:00-12:00 UTC" in telling.detail
    assert "time zone" in telling.detail
    assert "snap-a-0" in snapshots(telling)
