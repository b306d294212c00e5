import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.clock import epoch_ms, utc_now
from core.errors import (
    ConfigError,
    MarketBusyError,
    MarketPausedError,
    OutOfScopeError,
    ServiceUnavailableError,
)
from core.messages import CRAWL_QUEUE
from core.settings import Settings
from crawlers.ledger.hold import hold_market
from crawlers.schedule.board import Answer, Board
from crawlers.schedule.pauses import set_pause
from crawlers.schedule.request import request_crawl, wait_for_answer
from tests.crawlers.conftest import DEAD_REDIS
from tests.crawlers.small_market import SmallMarket, profile_text

Write = Callable[..., Path]


@pytest.fixture
def settings(tmp_path: Path, broker: str) -> Settings:
    return Settings(home=tmp_path / "home", redis_url=SecretStr(broker))


@pytest.fixture(autouse=True)
def profile(market: SmallMarket, write_profile: Write) -> Path:
    return write_profile(profile_text(market))


def waiting(broker: str) -> list[str]:
    with redis.Redis.from_url(broker) as client:
        texts = client.lrange(CRAWL_QUEUE, 0, -1)
    return [json.loads(text)["headers"]["task"] for text in texts]


def test_request_goes_into_the_queue(settings: Settings, broker: str) -> None:
    asked_at = request_crawl("lamps", settings)
    assert utc_now() - asked_at < timedelta(minutes=1)
    assert waiting(broker) == ["crawl.market"]


def test_what_cannot_be_crawled_is_not_asked_for(
    settings: Settings, market: SmallMarket, write_profile: Write, broker: str
) -> None:
    ended = profile_text(market, **{"2999-12-31": "2020-12-31", "lamps": "stools"})
    write_profile(ended, "stools")
    write_profile("name: [", "broken")
    with pytest.raises(ConfigError, match="no market is called 'beds'"):
        request_crawl("beds", settings)
    with pytest.raises(ConfigError):
        request_crawl("broken", settings)
    with pytest.raises(OutOfScopeError, match="ended on 2020-12-31"):
        request_crawl("stools", settings)
    set_pause(settings, "lamps", paused=True, by="ada", reason="raid")
    with pytest.raises(MarketPausedError, match=r"by ada \(raid\): `stallwatch sched"):
        request_crawl("lamps", settings)
    assert waiting(broker) == []


def test_market_that_is_read_now_is_not_asked_for(
    settings: Settings, broker: str
) -> None:
    hold = hold_market(settings, "lamps", "r1")
    with pytest.raises(MarketBusyError, match="r1"):
        request_crawl("lamps", settings)
    hold.release()
    assert waiting(broker) == []


@pytest.mark.parametrize("address", [DEAD_REDIS, None])
def test_request_without_a_queue_says_what_to_do(
    settings: Settings, address: str | None
) -> None:
    changes = {
        "redis_url": SecretStr(address) if address else None,
        "redis_port": 1,
    }
    alone = settings.model_copy(update=changes)
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        request_crawl("lamps", alone)


def test_answer_is_waited_for(settings: Settings) -> None:
    now = utc_now()
    assert wait_for_answer("lamps", now, settings, timeout_s=0.1) is None
    told = Answer(
        market="lamps",
        revision=epoch_ms(now),
        asked_at=now,
        outcome="complete",
        detail="r1",
        host="crawler-1",
        at=now,
    )
    with Board(settings) as board:
        board.put(told)
    assert wait_for_answer("lamps", now, settings, timeout_s=5) == told
    later = now + timedelta(seconds=1)
    assert wait_for_answer("lamps", later, settings, timeout_s=0.1) is None
