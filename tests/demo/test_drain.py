import io
from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch
from rich.console import Console

from core.errors import ServiceUnavailableError
from core.receipts import BatchReceipt, DeadLetter
from core.records import Authorisation, CrawlRun
from demo.drain import wait_for_workers, work_done
from search.indices import create_indices
from search.run_store import RunStore
from tests.conftest import MakeSettings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make_receipt(number: int, **changes: object) -> BatchReceipt:
    values = {
        "batch_id": str(number),
        "run_id": "r",
        "market": "m",
        "finished_at": NOW,
        "listings": 2,
        "vendors": 0,
        "written": 2,
        "unchanged": 0,
        "mentions": 0,
        "duplicates": 0,
        "texts_encoded": 1,
        "seconds": {"embed": 0.5},
    }
    return BatchReceipt.model_validate(values | changes)


def make_run(**changes: object) -> CrawlRun:
    order = Authorisation(
        reference="R", authority="A", legal_basis="L", valid_until="2099-01-01"
    )
    values = {
        "run_id": "r",
        "market": "m",
        "profile_sha256": "0" * 64,
        "authorisation": order,
        "started_at": NOW,
        "listings": 4,
    }
    return CrawlRun.model_validate(values | changes)


def make_letter(name: str, failed_at: datetime = NOW) -> DeadLetter:
    return DeadLetter(
        letter_id=name,
        task="ingest.batch",
        payload={},
        reason=f"the disk is full, says the {name} one",
        error="IndexingError",
        traceback="",
        attempts=1,
        failed_at=failed_at,
    )


def test_receipts_add_up_and_letters_are_failures() -> None:
    letters = [make_letter("first")]
    done = work_done([make_receipt(1), make_receipt(2)], letters)
    assert done.texts_encoded == 2
    assert done.seconds == {"worker: embed": 1.0}
    assert len(done.failures) == 1
    assert "the disk is full" in done.failures[0]
    assert "stallwatch retry" in done.failures[0]


@pytest.mark.elasticsearch
def test_an_empty_queue_ends_the_wait(
    settings: MakeSettings, client: Elasticsearch, redis_url: str
) -> None:
    here = settings(redis_url=redis_url)
    create_indices(client, here)
    store = RunStore(client, here)
    store.save_receipt(make_receipt(1))
    store.save_receipt(make_receipt(2))
    store.save_receipt(make_receipt(3, run_id="another"))
    shown = io.StringIO()
    done = wait_for_workers(here, [make_run()], Console(file=shown, width=120))
    assert done.texts_encoded == 2
    assert "4/4" in shown.getvalue()


@pytest.mark.elasticsearch
def test_dead_letters_of_former_demos_are_no_failure_of_this_one(
    settings: MakeSettings, client: Elasticsearch, redis_url: str
) -> None:
    here = settings(redis_url=redis_url)
    create_indices(client, here)
    store = RunStore(client, here)
    store.save_dead_letter(make_letter("old", NOW - timedelta(minutes=1)))
    store.save_dead_letter(make_letter("new", NOW + timedelta(minutes=1)))
    console = Console(file=io.StringIO())
    (failure,) = wait_for_workers(here, [make_run()], console).failures
    assert "the new one" in failure


@pytest.mark.elasticsearch
def test_workers_that_stand_still_are_named(
    settings: MakeSettings,
    client: Elasticsearch,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("demo.drain.STANDSTILL_S", 0.1)
    monkeypatch.setattr("demo.drain.QUIET_POLLS", 100)
    here = settings(redis_url=redis_url)
    create_indices(client, here)
    with pytest.raises(ServiceUnavailableError, match=r"logs/worker\.log"):
        wait_for_workers(here, [make_run()], Console(file=io.StringIO()))
