from datetime import datetime, timedelta
from itertools import product

from search.versions import (
    LARGEST_LONG,
    STUB_VERSION,
    external_version,
    observation_id,
    version_of,
)
from tests.search.builders import NOON, hours, make_observation


def test_external_version_orders_by_moment_then_revision_then_reading() -> None:
    moments = [NOON - hours(1), NOON, NOON + timedelta(milliseconds=1)]
    versions = [
        external_version(moment, revision, reading)
        for moment, revision, reading in product(moments, (0, 1, 999), (0, 1, 999))
    ]
    assert versions == sorted(set(versions))


def test_external_version_fits_a_long() -> None:
    last = datetime.max.replace(tzinfo=NOON.tzinfo)
    assert external_version(last, 999, 999) <= LARGEST_LONG


def test_external_version_of_a_moment_before_1970_is_not_negative() -> None:
    first = datetime.min.replace(tzinfo=NOON.tzinfo)
    assert external_version(first, 1) > STUB_VERSION


def test_version_of_an_observation_counts_its_readings() -> None:
    first, again = make_observation(), make_observation(reading=1, title="mended")
    assert version_of(again, 5) == version_of(first, 5) + 1


def test_observation_id_is_one_a_thing_moment_and_reading() -> None:
    ids = {
        observation_id(thing, moment, reading)
        for thing, moment, reading in product("ab", (NOON, NOON + hours(1)), (0, 1))
    }
    assert len(ids) == 8
