import time
from collections.abc import Callable
from typing import Any

import pytest
import redis

from core.messages import QUEUE, IngestBatch, LinkVendors, RunFinished
from core.settings import Settings
from tests.builders import make_batch, make_listing, make_run_finished, make_vendor
from tests.workers.conftest import stored_accounts
from workers.app import app, create_app
from workers.publisher import Publisher
from workers.queue import queue_depth, wait_until_drained
from workers.services import Services

StartWorker = Callable[[Settings, str], Any]
APP = "workers.app:app"
TELEGRAM = "https://t.me/northwind_desk"


def test_app_knows_the_task_of_every_message() -> None:
    expected = {IngestBatch.task, RunFinished.task, LinkVendors.task}
    assert expected <= set(app.tasks)
    assert all(app.tasks[name].acks_late for name in expected)


def test_create_app_takes_its_settings(queue_settings: Settings) -> None:
    made = create_app(queue_settings)
    assert made.conf.broker_url == queue_settings.broker_url
    assert made.conf.task_default_queue == QUEUE


def send_market(settings: Settings, market: str, *, batches: int, size: int) -> None:
    """Send a run as a crawler does: batches first, then the end of the run."""
    run_id = f"run-{market}"
    ids = []
    publisher = Publisher(settings)
    for number in range(batches):
        listings = [
            make_listing(
                number * size + step,
                market=market,
                run_id=run_id,
                description=f"Offer {step} of {number}. Write to {TELEGRAM} first.",
            )
            for step in range(size)
        ]
        batch = make_batch(
            *listings,
            vendors=(make_vendor(market=market, run_id=run_id),),
            number=number,
            market=market,
            run_id=run_id,
        )
        ids.append(batch.batch_id)
        publisher.send(batch.task, batch.to_payload())
    message = make_run_finished(*ids, run_id=run_id)
    publisher.send(message.task, message.to_payload())
    publisher.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.elasticsearch
@pytest.mark.models
def test_worker_takes_runs_from_queue_to_links(
    services: Services, start_worker: StartWorker
) -> None:
    settings = services.settings
    start_worker(settings, APP)
    for market in ("harbour", "lantern"):
        send_market(settings, market, batches=2, size=8)
    wait_until_drained(settings, timeout_s=400)
    accounts = stored_accounts(services)
    assert {account.market: len(account.listings) for account in accounts} == {
        "harbour": 16,
        "lantern": 16,
    }
    assert {run.run_id for run in services.store.runs()} == {
        "run-harbour",
        "run-lantern",
    }
    (link,) = services.links.links()
    assert {link.left, link.right} == {account.vendor_id for account in accounts}
    assert services.store.dead_letters() == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.elasticsearch
@pytest.mark.models
def test_worker_killed_in_the_middle_loses_no_listing(
    services: Services, broker: "redis.Redis", start_worker: StartWorker
) -> None:
    services.prepare()
    settings = services.settings
    ids = [IngestBatch.id_for("run-harbour", number) for number in range(6)]
    first = start_worker(settings, APP)
    send_market(settings, "harbour", batches=6, size=8)
    started = time.monotonic()
    # Killed with some batches done, one or two in its hands and others waiting.
    while not (services.store.receipts(ids) and broker.hlen("unacked")):
        assert time.monotonic() - started < 400
        time.sleep(0.05)
    first.kill()
    assert queue_depth(settings).total > 1
    assert len(services.store.receipts(ids)) < len(ids)
    start_worker(settings, APP)
    wait_until_drained(settings, timeout_s=400)
    (account,) = stored_accounts(services)
    assert len(account.listings) == 48
    assert set(services.store.receipts(ids)) == set(ids)
    assert [run.run_id for run in services.store.runs()] == ["run-harbour"]
