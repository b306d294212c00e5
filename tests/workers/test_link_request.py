import pytest
import redis

from core.messages import LinkVendors
from core.settings import Settings
from workers.link_request import LinkRequests, Wish


@pytest.fixture
def requests(broker: "redis.Redis", queue_settings: Settings) -> LinkRequests:
    return LinkRequests(broker, queue_settings)


def test_batches_ask_once_until_the_message_is_taken(requests: LinkRequests) -> None:
    message = requests.for_batch("harbour")
    assert message is not None
    assert "harbour" in message.reason
    assert requests.for_batch("lantern") is None
    requests.taken(message)
    assert requests.for_batch("lantern") is not None


def test_request_that_got_lost_is_forgotten_after_a_while(
    requests: LinkRequests, broker: "redis.Redis"
) -> None:
    requests.for_batch("harbour")
    (key,) = broker.keys("*link:pending")
    assert 0 < broker.ttl(key) <= 600


@pytest.mark.parametrize(
    ("message", "wishes"),
    [
        (LinkVendors(reason="a batch"), set()),
        (LinkVendors(reason="a run", run_id="r1"), {Wish.GROUPS}),
        (LinkVendors(reason="the night", full=True), {Wish.FULL, Wish.GROUPS}),
    ],
)
def test_wishes_stay_until_they_are_done(
    requests: LinkRequests, message: LinkVendors, wishes: set[Wish]
) -> None:
    requests.taken(message)
    assert {wish for wish in Wish if requests.has(wish)} == wishes
    for wish in wishes:
        requests.done(wish)
    assert not any(requests.has(wish) for wish in Wish)
