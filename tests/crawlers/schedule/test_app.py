import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from pydantic import SecretStr

from broker.lease import Holder
from core.clock import epoch_ms, utc_now
from core.messages import CRAWL_QUEUE
from core.records import CrawlRun, RunOutcome
from core.settings import Settings, environment_for_child
from crawlers.ledger.hold import find_holders
from crawlers.schedule.app import create_app
from crawlers.schedule.board import Answer, Board, Crawl, read_board
from tests.crawlers.small_market import (
    Answer as Page,
)
from tests.crawlers.small_market import (
    Asked,
    SmallMarket,
    html,
    profile_text,
)

CELERY = [sys.executable, "-m", "celery", "--app=crawlers.schedule.app:app"]
WORKER = [*CELERY, "worker", "-Q", CRAWL_QUEUE]
BEAT = [*CELERY, "beat"]
LISTS = 60
PATIENCE_S = 180.0


def test_application_crawls_from_a_queue_of_its_own() -> None:
    app = create_app(Settings())
    assert app.conf.task_default_queue == CRAWL_QUEUE
    assert "crawl.market" in app.tasks
    assert app.conf.beat_scheduler == "crawlers.schedule.beat:CrawlScheduler"


def test_crawls_that_are_taken_are_kept_apart_from_batches() -> None:
    transport = create_app(Settings()).conf.broker_transport_options
    names = {value for key, value in transport.items() if key.endswith("_key")}
    assert len(names) == 3
    assert all(name.startswith("crawl:") for name in names)


def test_neither_worker_nor_beat_loads_a_model() -> None:
    code = (
        "import sys, crawlers.schedule.app, crawlers.schedule.beat; "
        "print(sorted({'torch', 'spacy', 'twisted.internet.reactor'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


class Deployment:
    """A market and the parts that crawl it, each with the home that its container has."""

    def __init__(self, folder: Path, market: SmallMarket, broker: str) -> None:
        self.folder = folder
        self.market = market
        self.broker = broker
        self.settings = Settings(home=folder / "crawler", redis_url=SecretStr(broker))
        self.working = folder / "working"
        self.working.mkdir()
        self.started: list[subprocess.Popen[Any]] = []
        self.slow = True

    def start(self, home: str, command: list[str]) -> subprocess.Popen[Any]:
        """Start a part in an empty folder, as in a container."""
        settings = {
            "home": str(self.folder / home),
            "profiles_dir": str(self.folder / "home" / "markets"),
            "redis_url": self.broker,
            "visibility_timeout_s": "5",
        }
        with (self.folder / f"{home}.log").open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                command,
                cwd=self.working,
                env=environment_for_child(**settings),
                stdout=log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def end(self, process: subprocess.Popen[Any]) -> None:
        """End a part in an orderly way."""
        process.terminate()
        assert process.wait(PATIENCE_S) == 0

    def fill_market(self) -> None:
        """Offer five lamps, and lists that answer slowly until they need not."""

        def answer(_asked: Asked) -> Page:
            time.sleep(0.3 if self.slow else 0)
            return html("<a class=item href=/item/0>lamp</a>")

        self.market.fill(5)
        links = [f"<a class=next href='/?page={n}'>n</a>" for n in range(LISTS)]
        links += [f"<a class=item href=/item/{n}>lamp</a>" for n in range(5)]
        self.market.routes["/"] = html("".join(links))
        for page in range(LISTS):
            self.market.routes[f"/?page={page}"] = answer

    def holder(self) -> Holder | None:
        """Return the run that reads the market, as all machines are told."""
        return find_holders(self.settings, "lamps").get("lamps")

    def run_that_reads(self) -> Holder:
        """Wait until a run has read some pages, and return it."""
        before = len(self.market.asked)
        found = until("a crawl", self.holder)
        until("its pages", lambda: len(self.market.asked) > before + 8)
        assert isinstance(found, Holder)
        return found

    def answer(self) -> Answer | None:
        """Return what became of the request."""
        return read_board(self.settings).of(Answer, "lamps")

    def events(self, home: str, name: str) -> list[dict[str, Any]]:
        """Return what a part has logged."""
        lines = (self.folder / f"{home}.log").read_text("utf-8").splitlines()
        events = [json.loads(line) for line in lines if line.startswith("{")]
        return [event for event in events if event["event"] == name]


def until(what: str, found: Callable[[], Any]) -> Any:
    """Return what is found, once there is something."""
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at:
        value = found()
        if value:
            return value
        time.sleep(0.1)
    pytest.fail(f"waited in vain for {what}")


@pytest.fixture
def deployment(
    tmp_path: Path,
    broker: str,
    market: SmallMarket,
    write_profile: Callable[..., Path],
) -> Iterator[Deployment]:
    """A market that was last crawled two days ago, by a machine that is gone."""
    made = Deployment(tmp_path, market, broker)
    made.fill_market()
    slowly = profile_text(market, **{"concurrency: 8": "concurrency: 2"})
    write_profile(slowly + 'schedule: "0 3 * * *"\n')
    began = utc_now() - timedelta(days=2)
    with Board(made.settings) as board:
        board.put(
            Crawl(
                market="lamps",
                revision=epoch_ms(began),
                run_id="r0",
                started_at=began,
                finished_at=began,
                outcome=RunOutcome.COMPLETE,
                host="another machine",
            )
        )
    yield made
    for process in made.started:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_crawl_that_beat_asked_for_outlives_its_workers(
    deployment: Deployment,
) -> None:
    # Beat has no home in common with the crawlers.
    beat = deployment.start("beat", BEAT)
    first = deployment.start("crawler", WORKER)
    begun = deployment.run_that_reads()

    # A rolling restart: the crawl ends in order, and its message goes back.
    deployment.end(first)
    assert deployment.holder() is None
    with redis.Redis.from_url(deployment.broker) as client:
        assert client.llen(CRAWL_QUEUE) == 1

    # The power fails.
    second = deployment.start("crawler", WORKER)
    killed = deployment.run_that_reads()
    assert killed.run_id == begun.run_id
    second.kill()
    os.kill(killed.process, signal.SIGKILL)
    assert deployment.holder() is not None

    deployment.slow = False
    third = deployment.start("crawler", WORKER)
    answer = until("the end of the crawl", deployment.answer)
    deployment.end(third)
    deployment.end(beat)
    assert (answer.outcome, answer.detail) == ("complete", begun.run_id)
    check_end(deployment, begun.run_id)


def check_end(deployment: Deployment, run_id: str) -> None:
    """See that one run came of it all, that all machines know it, and that nothing is left."""
    (folder,) = (deployment.settings.home / "runs").iterdir()
    run = CrawlRun.model_validate_json((folder / "run.json").read_text("utf-8"))
    assert (run.run_id, run.resumes) == (run_id, 2)
    assert run.outcome is RunOutcome.COMPLETE, run.reasons
    last = read_board(deployment.settings).of(Crawl, "lamps")
    assert last is not None
    assert last.run_id == run_id
    assert deployment.holder() is None
    with redis.Redis.from_url(deployment.broker) as client:
        assert not client.exists(CRAWL_QUEUE, "crawl:unacked")
    # Asked for once, though beat looked all the while.
    assert len(deployment.events("beat", "schedule/asked")) == 1
    told = deployment.events("crawler", "schedule/crawl")
    assert [event["outcome"] for event in told] == ["interrupted", "complete"]
    # With a read-only root, they could write nowhere but in their homes.
    left = {path.name for path in deployment.working.iterdir()}
    assert {name for name in left if not name.startswith(".coverage")} == set()
