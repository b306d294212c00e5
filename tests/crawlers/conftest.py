"""A marketplace to crawl, and the crawl command to crawl it with."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from pydantic import SecretStr
from scrapy.crawler import Crawler

from core.clock import utc_now
from core.messages import QUEUE, IngestBatch
from core.records import CrawlRun, ListingObservation, VendorObservation
from core.settings import Settings, environment_for_child
from crawlers.context import CrawlContext
from crawlers.outbox import Outbox
from crawlers.profile.load import parse_profile
from crawlers.run_state import RunPaths, RunState
from crawlers.spiders.market import MarketSpider
from tests.crawlers.small_market import SmallMarket, profile_text, serve_small_market

DEAD_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture
def market() -> Iterator[SmallMarket]:
    with serve_small_market() as served:
        yield served


@pytest.fixture
def broker(redis_url: str) -> Iterator[str]:
    """Address of an empty database of the real Redis."""
    url = redis_url.removesuffix("/0") + "/9"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@dataclass
class Crawled:
    """A crawl command that has ended."""

    code: int
    stdout: str
    stderr: str
    home: Path
    run_id: str

    @property
    def said(self) -> str:
        """What it said to people, without its log."""
        lines = self.stderr.splitlines()
        return "\n".join(line for line in lines if not line.startswith("{"))

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its log."""
        lines = self.stderr.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def run(self) -> CrawlRun:
        path = self.home / "runs" / self.run_id / "run.json"
        return CrawlRun.model_validate_json(path.read_text(encoding="utf-8"))

    def batches(self, folder: str = "outbox/sent") -> list[IngestBatch]:
        envelopes = [
            json.loads(path.read_text(encoding="utf-8"))
            for path in (self.home / folder).glob("*.json")
        ]
        return [
            IngestBatch.from_payload(envelope["payload"])
            for envelope in envelopes
            if envelope["task"] == IngestBatch.task
        ]

    def listings(self, folder: str = "outbox/sent") -> list[ListingObservation]:
        return [item for batch in self.batches(folder) for item in batch.listings]

    def vendors(self) -> list[VendorObservation]:
        return [item for batch in self.batches() for item in batch.vendors]


Crawl = Callable[..., Crawled]


@pytest.fixture
def write_profile(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(text: str, name: str = "lamps") -> Path:
        path = tmp_path / "home" / "markets" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def start_crawler(tmp_path: Path, broker: str) -> Callable[..., subprocess.Popen[str]]:
    """Starts the real command, without waiting for it."""

    def start(
        name: str = "lamps", *, run_id: str = "r1", **settings: str
    ) -> subprocess.Popen[str]:
        given = {"home": str(tmp_path / "home"), "redis_url": broker} | settings
        return subprocess.Popen(
            [sys.executable, "-m", "crawlers.run", name, "--run-id", run_id, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment_for_child(**given),
        )

    return start


@pytest.fixture
def crawl(
    market: SmallMarket,
    tmp_path: Path,
    write_profile: Callable[..., Path],
    start_crawler: Callable[..., subprocess.Popen[str]],
) -> Crawl:
    """Crawls the small market with the real command."""

    def run(
        *, changes: dict[str, str] | None = None, extra: str = "", **settings: str
    ) -> Crawled:
        write_profile(profile_text(market, **(changes or {})) + extra)
        run_id = f"run-{uuid.uuid4().hex[:8]}"
        process = start_crawler(run_id=run_id, **settings)
        stdout, stderr = process.communicate(timeout=120)
        home = Path(settings.get("home", str(tmp_path / "home")))
        return Crawled(process.returncode, stdout, stderr, home, run_id)

    return run


def queued(url: str) -> int:
    """Return how many messages wait in the queue."""
    with redis.Redis.from_url(url) as client:
        return int(client.llen(QUEUE))


@pytest.fixture
def context(market: SmallMarket, tmp_path: Path) -> CrawlContext:
    """A run that has not begun, with nobody at the broker's address."""
    settings = Settings(home=tmp_path / "home", redis_url=SecretStr(DEAD_REDIS))
    profile = parse_profile(profile_text(market), source="lamps.yml")
    return CrawlContext(
        settings=settings,
        state=RunState(run_id="r1", profile=profile, started_at=utc_now()),
        paths=RunPaths(home=settings.home, run_id="r1"),
        outbox=Outbox.of(settings),
    )


@pytest.fixture
def crawler(context: CrawlContext) -> Crawler:
    """What Scrapy gives its parts."""
    crawler = Crawler(MarketSpider, {"LOG_INSTALL_ROOT_HANDLER": False})
    crawler.spider = MarketSpider(context)
    return crawler
