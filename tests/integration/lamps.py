"""A home with one small market, and the crawl command on it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.messages import IngestBatch
from core.records import CrawlRun
from core.settings import environment_for_child
from tests.crawlers.small_market import Answer, Asked, Route, SmallMarket, profile_text


@dataclass(frozen=True)
class Lamps:
    """A market, a home that may read it, and the broker it sends to."""

    market: SmallMarket
    home: Path
    broker: str

    def write_profile(self, extra: str = "", **changes: str) -> None:
        path = self.home / "markets" / "lamps.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(profile_text(self.market, **changes) + extra, encoding="utf-8")

    def start(self, run_id: str, *options: str) -> subprocess.Popen[str]:
        """Start a crawl without waiting for it."""
        command = [sys.executable, "-m", "crawlers.run", "lamps", "--json"]
        return subprocess.Popen(
            [*command, "--run-id", run_id, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment_for_child(
                home=str(self.home), redis_url=self.broker, batch_size="8"
            ),
        )

    def crawl(self, run_id: str, *options: str) -> CrawlRun:
        """Crawl to the end."""
        process = self.start(run_id, *options)
        stdout, stderr = process.communicate(timeout=120)
        assert stdout, stderr
        return CrawlRun.model_validate_json(stdout)

    def batches(self, run_id: str) -> list[IngestBatch]:
        """Return what a run sent."""
        found = payloads(self.home / "outbox" / "sent", IngestBatch.task)
        batches = [IngestBatch.from_payload(item) for item in found]
        return [batch for batch in batches if batch.run_id == run_id]

    def asked(self) -> list[str]:
        """Return the paths that were asked for since the last call."""
        paths = [asked.path for asked in self.market.asked]
        self.market.asked.clear()
        return paths

    def wait_for_requests(self, process: subprocess.Popen[str], count: int) -> None:
        """Wait until the market was asked so often, or the process has ended."""
        while len(self.market.asked) < count and process.poll() is None:
            time.sleep(0.005)


def payloads(folder: Path, task: str) -> list[Any]:
    """Return the payloads of a folder's messages of one kind."""
    envelopes = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
    return [item["payload"] for item in envelopes if item["task"] == task]


def slowly(route: Route, seconds: float) -> Callable[[Asked], Answer]:
    """Return a route that takes its time."""

    def answer(asked: Asked) -> Answer:
        time.sleep(seconds)
        return route(asked) if callable(route) else route

    return answer
