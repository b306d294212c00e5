import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import utc_now
from core.errors import MessageError
from core.settings import Settings, get_settings
from crawlers.ledger.lock import lock_market
from crawlers.schedule.task import STOPPING, crawl_market, payload_for, wait_for
from crawlers.start import start_crawl
from tests.crawlers.small_market import (
    Answer,
    Asked,
    SmallMarket,
    html,
    profile_text,
)


@pytest.fixture(autouse=True)
def settings(
    tmp_path: Path,
    broker: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Settings]:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STALLWATCH_REDIS_URL", broker)
    get_settings.cache_clear()
    yield get_settings()
    get_settings.cache_clear()
    STOPPING.clear()


@pytest.fixture(autouse=True)
def profile(market: SmallMarket, write_profile: Callable[..., Path]) -> Path:
    market.fill(5)
    return write_profile(profile_text(market))


def test_market_is_crawled_once_for_all_messages_that_waited(
    market: SmallMarket,
) -> None:
    first, second = payload_for("lamps"), payload_for("lamps")
    done = crawl_market(first)
    assert done["outcome"] == "complete", done
    asked = len(market.asked)
    assert asked >= 8
    again = crawl_market(second)
    assert again["outcome"] == "done"
    assert done["detail"] in again["detail"]
    assert len(market.asked) == asked


def test_market_that_is_being_crawled_is_left_alone(
    market: SmallMarket, settings: Settings
) -> None:
    lock = lock_market(settings.home, "lamps", "r-other")
    refused = crawl_market(payload_for("lamps"))
    lock.release()
    assert refused["outcome"] == "refused"
    assert "is being read by another run (r-other" in refused["detail"]
    assert market.asked == []


def test_market_without_a_profile_is_refused() -> None:
    refused = crawl_market(payload_for("stools"))
    assert refused["outcome"] == "refused"
    assert "no market is called 'stools'" in refused["detail"]


def test_worker_that_shuts_down_ends_its_crawl(
    market: SmallMarket, settings: Settings
) -> None:
    def slowly(_asked: Asked) -> Answer:
        if len(market.asked) > 5:
            # Only now: a crawl that is told before it has begun just ends.
            STOPPING.set()
        time.sleep(0.2)
        return html("<a class=item href=/item/0>lamp</a>")

    for page in range(200):
        market.routes[f"/?page={page}"] = slowly
    links = "".join(f"<a class=next href='/?page={n}'>n</a>" for n in range(200))
    market.routes["/"] = html(links + "<a class=item href=/item/0>lamp</a>")
    crawl = start_crawl("lamps", settings)
    assert wait_for(crawl) == "interrupted", crawl.message()
    assert crawl_market(payload_for("lamps"))["outcome"] == "stopping"


def test_message_of_another_shape_is_refused() -> None:
    with pytest.raises(MessageError, match="agreed shape"):
        crawl_market({"market": "lamps"})


def test_message_says_when_it_was_asked_for() -> None:
    asked_at = payload_for("lamps")["asked_at"]
    assert utc_now() - type(utc_now()).fromisoformat(asked_at) < timedelta(minutes=1)
