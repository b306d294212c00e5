import time
from datetime import timedelta

import pytest
import redis

from broker.lease import Holder, Lease, lease_key, new_holder, read_leases
from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.settings import Settings

NAME = "market:lamps"


@pytest.fixture
def short(queue_settings: Settings) -> Settings:
    return queue_settings.model_copy(update={"market_lease_s": 3})


def lease(settings: Settings, run_id: str, place: str = "kernel:1:1") -> Lease:
    return Lease(settings, name=NAME, holder=new_holder(run_id, place=place))


def test_second_is_told_who_has_it_until_it_is_given_back(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    first, second = lease(queue_settings, "r1"), lease(queue_settings, "r2", "other")
    assert first.take() is None
    holder = second.take()
    assert holder is not None
    assert holder.run_id == "r1"
    assert holder.ends_at is not None
    left = holder.ends_at - utc_now()
    assert timedelta(seconds=80) < left <= timedelta(seconds=90)
    found = read_leases(broker, queue_settings, ["market:beds", NAME])
    assert {name: item.run_id for name, item in found.items()} == {NAME: "r1"}
    # What the second does not have, it cannot give back.
    second.release()
    assert broker.exists(lease_key(queue_settings, NAME)) == 1
    first.release()
    assert read_leases(broker, queue_settings, [NAME]) == {}


def test_lease_of_a_killed_holder_runs_out(
    short: Settings, broker: "redis.Redis"
) -> None:
    killed = lease(short, "r1")
    assert killed.take() is None
    # As if its process were gone: nobody renews.
    killed._stopped.set()
    second = lease(short, "r2", "other")
    assert second.take() is not None
    ends_at = time.monotonic() + 10
    while (holder := second.take()) is not None and time.monotonic() < ends_at:
        time.sleep(0.1)
    assert holder is None
    second.release()


def test_lease_of_the_same_lock_is_taken_over_at_once(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    killed = lease(queue_settings, "r1")
    assert killed.take() is None
    killed._stopped.set()
    after = lease(queue_settings, "r2")
    assert after.take() is None
    assert read_leases(broker, queue_settings, [NAME])[NAME].run_id == "r2"
    killed.renew()
    assert killed.lost()
    after.renew()
    assert not after.lost()
    after.release()


def test_living_holder_renews_its_lease_by_itself(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    settings = queue_settings.model_copy(update={"market_lease_s": 6})
    held = lease(settings, "r1")
    assert held.take() is None
    before_ms = left_ms = broker.pttl(lease_key(settings, NAME))
    ends_at = time.monotonic() + 5
    while time.monotonic() < ends_at:
        time.sleep(0.05)
        before_ms, left_ms = left_ms, broker.pttl(lease_key(settings, NAME))
        if left_ms > before_ms:
            break
    assert left_ms > before_ms
    assert not held.lost()
    held.release()


def test_holder_takes_again_what_an_emptied_server_forgot(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    held = lease(queue_settings, "r1")
    assert held.take() is None
    broker.flushdb()
    held.renew()
    assert not held.lost()
    assert read_leases(broker, queue_settings, [NAME])[NAME].run_id == "r1"
    held.release()


def test_holder_that_is_not_heard_gives_up_before_its_lease_ends(
    queue_settings: Settings, no_broker: Settings, broker: "redis.Redis"
) -> None:
    held = lease(queue_settings, "r1")
    assert held.take() is None
    # As if the network were cut, and 75 of its 90 seconds had gone by.
    held._client = lease(no_broker, "r1")._client
    with pytest.raises(ServiceUnavailableError):
        held.renew()
    assert not held.lost()
    held._renewed_at -= 75
    assert held.lost()
    assert broker.pttl(lease_key(queue_settings, NAME)) > 15_000
    # It cannot be given back, and runs out by itself.
    held.release()
    assert broker.exists(lease_key(queue_settings, NAME)) == 1


def test_nothing_is_taken_where_nobody_answers(no_broker: Settings) -> None:
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        lease(no_broker, "r1").take()


def test_holder_of_another_version_is_a_holder(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    key = lease_key(queue_settings, NAME)
    broker.hset(key, mapping={"place": "x", "token": "t", "holder": "{}"})
    holder = lease(queue_settings, "r1").take()
    assert holder is not None
    assert holder.run_id == "unknown"
    newer = new_holder("r9", place="x").model_dump(mode="json") | {"colour": "blue"}
    assert Holder.model_validate(newer).run_id == "r9"
