import json

import pytest
import redis

from core.errors import ServiceUnavailableError
from core.messages import CRAWL_QUEUE, QUEUE, CrawlMarket, LinkVendors
from core.settings import Settings
from workers.publisher import Publisher


def test_send_puts_a_json_message_into_the_queue(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    publisher = Publisher(queue_settings)
    message = LinkVendors(reason="because")
    publisher.send(message.task, message.to_payload())
    publisher.close()
    (raw,) = broker.lrange(QUEUE, 0, -1)
    envelope = json.loads(raw)
    assert envelope["content-type"] == "application/json"
    assert envelope["headers"]["task"] == "link.vendors"


def test_send_tells_when_redis_is_away(no_broker: Settings) -> None:
    publisher = Publisher(no_broker)
    with pytest.raises(ServiceUnavailableError, match="stallwatch up") as caught:
        publisher.send("link.vendors", {})
    assert "hidden-word" not in str(caught.value)


def test_send_puts_a_replayed_crawl_into_its_own_queue(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    publisher = Publisher(queue_settings)
    publisher.send(CrawlMarket.task, {"market": "lamps"})
    publisher.close()
    assert (broker.llen(QUEUE), broker.llen(CRAWL_QUEUE)) == (0, 1)
