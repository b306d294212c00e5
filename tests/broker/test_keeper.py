import time

import redis

from broker.keeper import LeaseKeeper
from core.settings import Settings

INDEX = "unacked_index"


def test_keeper_moves_the_time_of_what_is_held(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    broker.zadd(INDEX, {"held": 1.0, "of another": 1.0})
    keeper = LeaseKeeper(queue_settings, index_key=INDEX, tags=lambda: ["held", "done"])
    keeper.renew()
    assert abs(float(broker.zscore(INDEX, "held") or 0) - time.time()) < 5
    assert broker.zscore(INDEX, "of another") == 1.0
    # Acknowledged meanwhile: it must not come back as an entry without a message.
    assert broker.zscore(INDEX, "done") is None


def test_keeper_goes_on_when_redis_is_away_for_a_moment(no_broker: Settings) -> None:
    settings = no_broker.model_copy(update={"visibility_timeout_s": 0.3})
    asked: list[int] = []

    def tags() -> list[str]:
        asked.append(1)
        return ["held"]

    keeper = LeaseKeeper(settings, index_key=INDEX, tags=tags)
    keeper.start()
    ends_at = time.monotonic() + 10
    while len(asked) < 2 and time.monotonic() < ends_at:
        time.sleep(0.05)
    keeper.stop()
    assert len(asked) >= 2
