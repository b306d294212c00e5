import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.records import CrawlRun, RunOutcome
from core.settings import Settings, environment_for_child
from crawlers.schedule.app import create_app
from crawlers.schedule.task import QUEUE, payload_for
from tests.crawlers.small_market import SmallMarket, profile_text

WORKER = [sys.executable, "-m", "celery", "--app=crawlers.schedule.app:app", "worker"]


def test_application_crawls_from_a_queue_of_its_own() -> None:
    app = create_app(Settings())
    assert app.conf.task_default_queue == QUEUE
    assert "crawl.market" in app.tasks
    assert app.conf.beat_scheduler == "crawlers.schedule.beat:CrawlScheduler"


def test_neither_worker_nor_beat_loads_a_model() -> None:
    code = (
        "import sys, crawlers.schedule.app, crawlers.schedule.beat; "
        "print(sorted({'torch', 'spacy', 'twisted.internet.reactor'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def ended_run(home: Path, worker: subprocess.Popen[Any]) -> CrawlRun:
    for _ in range(600):
        if worker.poll() is not None:
            break
        for path in home.glob("runs/*/run.json"):
            return CrawlRun.model_validate_json(path.read_text(encoding="utf-8"))
        time.sleep(0.1)
    pytest.fail("no run has ended")


@pytest.mark.slow
def test_real_worker_crawls_a_market_and_ends_in_an_orderly_way(
    tmp_path: Path,
    broker: str,
    market: SmallMarket,
    write_profile: Callable[..., Path],
) -> None:
    market.fill(5)
    write_profile(profile_text(market))
    home = tmp_path / "home"
    with (tmp_path / "worker.log").open("w", encoding="utf-8") as log:
        worker = subprocess.Popen(
            [*WORKER, "-Q", QUEUE, "--without-gossip", "--without-mingle"],
            env=environment_for_child(home=str(home), redis_url=broker),
            stdout=log,
            stderr=log,
        )
    app = create_app(Settings(home=home, redis_url=SecretStr(broker)))
    app.send_task("crawl.market", args=[payload_for("lamps")], queue=QUEUE)
    run = ended_run(home, worker)
    worker.terminate()
    assert worker.wait(60) == 0
    assert run.outcome is RunOutcome.COMPLETE, run.reasons
    assert run.listings == 5
    lines = (tmp_path / "worker.log").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    (told,) = (event for event in events if event["event"] == "schedule/crawl")
    assert (told["market"], told["outcome"]) == ("lamps", "complete")
