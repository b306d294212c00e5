"""A crawler that is killed at random moments and goes on: nothing lost, nothing twice."""

import base64
import json
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from warcio.archiveiterator import ArchiveIterator

from core.messages import QUEUE, IngestBatch
from core.records import CrawlRun, RunOutcome
from tests.crawlers.small_market import serve_small_market
from tests.integration.lamps import Lamps, payloads, slowly

KILLS = 10
SEED = 20261122
LISTINGS = 150
VENDORS = 7
SLOW_S = 0.03


@pytest.fixture
def lamps(tmp_path: Path, redis_url: str) -> Iterator[Lamps]:
    """A market that takes its time, so that there are moments to kill the crawler at."""
    broker = redis_url.removesuffix("/0") + "/8"
    with serve_small_market() as market, redis.Redis.from_url(broker) as client:
        client.flushdb()
        market.fill(LISTINGS, per_page=10, vendors=VENDORS)
        for path, route in list(market.routes.items()):
            market.routes[path] = slowly(route, SLOW_S)
        lamps = Lamps(market, tmp_path / "home", broker)
        lamps.write_profile()
        yield lamps


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_ten_times_every_listing_is_published_once(lamps: Lamps) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    for number in range(KILLS):
        process = lamps.start("r1", *(["--resume"] if number else []))
        asked = len(lamps.market.asked)
        lamps.wait_for_requests(process, asked + chance.randint(1, 25))
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL)
        stderr = process.communicate()[1]
        assert process.returncode == -signal.SIGKILL, stderr
    run = lamps.crawl("r1", "--resume")

    assert (run.outcome, run.reasons) == (RunOutcome.COMPLETE, ())
    assert (run.listings, run.vendors, run.unreadable) == (LISTINGS, VENDORS, 0)
    assert run.resumes == KILLS
    outbox = lamps.home / "outbox"
    assert not list(outbox.glob("*.*"))
    batches = lamps.batches("r1")
    listings = Counter(item.listing_id for batch in batches for item in batch.listings)
    vendors = Counter(item.vendor_id for batch in batches for item in batch.vendors)
    assert set(listings.values()) == set(vendors.values()) == {1}
    assert (len(listings), len(vendors)) == (LISTINGS, VENDORS)
    (end,) = payloads(outbox / "sent", "ingest.run")
    ids = {batch.batch_id for batch in batches}
    assert set(end["batch_ids"]) == ids == queued_batches(lamps.broker)
    assert pages_in_warc(lamps, run) >= run.pages


def queued_batches(broker: str) -> set[str]:
    """Return the ids of the batches in the queue."""
    with redis.Redis.from_url(broker) as client:
        messages: list[Any] = [json.loads(raw) for raw in client.lrange(QUEUE, 0, -1)]
    return {
        json.loads(base64.b64decode(message["body"]))[0][0]["batch_id"]
        for message in messages
        if message["headers"]["task"] == IngestBatch.task
    }


def pages_in_warc(lamps: Lamps, run: CrawlRun) -> int:
    """Return how many responses stand in a run's WARC, reading all of it."""
    assert run.warc is not None
    with (lamps.home / "snapshots" / run.warc).open("rb") as file:
        return sum(record.rec_type == "response" for record in ArchiveIterator(file))


@pytest.mark.slow
def test_interrupted_run_goes_on_where_it_was(lamps: Lamps) -> None:
    process = lamps.start("r1")
    lamps.wait_for_requests(process, 60)
    process.send_signal(signal.SIGTERM)
    first = CrawlRun.model_validate_json(process.communicate(timeout=60)[0])
    assert first.outcome is RunOutcome.INTERRUPTED
    assert 0 < first.listings < LISTINGS
    lamps.asked()

    second = lamps.crawl("r1", "--resume")
    assert (second.outcome, second.reasons) == (RunOutcome.COMPLETE, ())
    assert (second.listings, second.vendors) == (LISTINGS, VENDORS)
    assert (second.started_at, second.resumes) == (first.started_at, 1)
    # What the first one had read is not asked for again.
    assert len(lamps.asked()) == second.pages - first.pages
    found = [
        item.external_id for batch in lamps.batches("r1") for item in batch.listings
    ]
    assert sorted(map(int, found)) == list(range(LISTINGS))


@pytest.mark.slow
def test_killed_run_is_closed_when_another_is_begun(lamps: Lamps) -> None:
    process = lamps.start("r1")
    lamps.wait_for_requests(process, 60)
    process.kill()
    process.communicate()
    run = lamps.crawl("r2")
    assert (run.outcome, run.listings) == (RunOutcome.COMPLETE, LISTINGS)
    text = (lamps.home / "runs" / "r1" / "run.json").read_text("utf-8")
    closed = CrawlRun.model_validate_json(text)
    assert closed.outcome is RunOutcome.INTERRUPTED
    assert "another run was begun" in closed.reasons[-1]
    sent = [item for batch in lamps.batches("r1") for item in batch.listings]
    assert closed.listings == len(sent) > 0
    ends = payloads(lamps.home / "outbox" / "sent", "ingest.run")
    assert sorted(end["run"]["run_id"] for end in ends) == ["r1", "r2"]
