import time

import redis

from core.settings import Settings
from workers.turn import Turn


def make_turn(broker: "redis.Redis", settings: Settings, holder: str) -> Turn:
    return Turn(broker, settings, kind="link", holder=holder)


def test_turn_is_held_by_one(queue_settings: Settings, broker: "redis.Redis") -> None:
    first = make_turn(broker, queue_settings, "first")
    second = make_turn(broker, queue_settings, "second")
    assert first.take() is True
    assert second.take() is False


def test_turn_goes_once_more_when_asked_for_meanwhile(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    first = make_turn(broker, queue_settings, "first")
    first.take()
    make_turn(broker, queue_settings, "second").take()
    make_turn(broker, queue_settings, "third").take()
    # Two requests, one more round: it covers both.
    assert [first.leave(), first.leave()] == [False, True]
    assert make_turn(broker, queue_settings, "fourth").take() is True


def test_turn_comes_back_to_a_message_delivered_again(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    make_turn(broker, queue_settings, "first").take()
    assert make_turn(broker, queue_settings, "first").take() is True


def test_turn_of_a_killed_holder_expires(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    make_turn(broker, queue_settings, "killed").take()
    (key,) = broker.keys("*turn:link")
    lifetime_ms = queue_settings.visibility_timeout_s * 1000
    assert 0 < broker.pttl(key) <= lifetime_ms


def test_turn_is_kept_while_the_work_lasts(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    settings = queue_settings.model_copy(update={"visibility_timeout_s": 1})
    turn = make_turn(broker, settings, "first")
    turn.take()
    with turn.kept():
        time.sleep(1.5)
        assert make_turn(broker, settings, "second").take() is False
    time.sleep(1.2)
    assert make_turn(broker, settings, "second").take() is True


def test_turn_left_late_does_not_end_that_of_another(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    late = make_turn(broker, queue_settings, "late")
    late.take()
    broker.delete(*broker.keys("*turn*"))
    other = make_turn(broker, queue_settings, "other")
    other.take()
    assert late.leave() is True
    assert make_turn(broker, queue_settings, "third").take() is False
