"""Starts crawls for others: each in a process of its own, since a reactor starts once."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGTERM
from typing import Any
from uuid import uuid4

from core.clock import utc_now
from core.records import CrawlRun, RunOutcome
from core.settings import Settings, environment_for_child
from crawlers.known import known_markets, profile_path
from crawlers.run_state import RunPaths
from crawlers.unfinished import unfinished_run

OUTCOMES = {
    0: RunOutcome.COMPLETE,
    3: RunOutcome.DEGRADED,
    4: RunOutcome.FAILED,
    5: RunOutcome.INTERRUPTED,
}
"""Outcomes by the crawl command's exit codes."""
TOLD_TO_END = {-SIGINT, -SIGTERM}
"""Return codes of a crawl that was told to end before it could listen: it has begun nothing."""


@dataclass(frozen=True, slots=True)
class CrawlProcess:
    """A crawl that runs, or has run, in a process of its own."""

    market: str
    run_id: str
    process: subprocess.Popen[str]
    paths: RunPaths
    resumed: bool = False
    """Whether it goes on with a run that was stopped or killed."""
    log_begins_at: int = 0
    """Where in the log file this process begins."""

    @property
    def log_file(self) -> Path:
        """Where the process writes its log and its last words."""
        return self.paths.folder / "crawler.log"

    def progress(self) -> dict[str, Any]:
        """Return the counts so far; empty before the first."""
        try:
            counts: dict[str, Any] = json.loads(
                self.paths.progress.read_text(encoding="utf-8")
            )
        except FileNotFoundError:
            return {}
        return counts

    def wait(self, timeout_s: float | None = None) -> RunOutcome:
        """Wait for the end and return the outcome.

        Raises:
            subprocess.TimeoutExpired: It still runs.
        """
        returncode = self.process.wait(timeout_s)
        if returncode in TOLD_TO_END:
            return RunOutcome.INTERRUPTED
        return OUTCOMES.get(returncode, RunOutcome.FAILED)

    def run(self) -> CrawlRun | None:
        """Return the finished run; None where it was refused before it began."""
        try:
            return CrawlRun.model_validate_json(
                self.paths.run.read_text(encoding="utf-8")
            )
        except FileNotFoundError:
            return None

    def message(self) -> str:
        """Return the reasons why the run is not complete, as people should read them."""
        with self.log_file.open("rb") as file:
            file.seek(self.log_begins_at)
            text = file.read().decode("utf-8", errors="replace")
        lines = [line for line in text.splitlines() if not line.startswith("{")]
        if not lines and self.process.poll() in TOLD_TO_END:
            return f"{self.market}: told to end before it began: crawl again"
        return "\n".join(lines)

    def stop(self) -> None:
        """Ask the crawl to finish what it has begun and end."""
        self.process.terminate()


def new_run_id(market: str) -> str:
    """Return an id that sorts by time and is never given twice."""
    return f"{market}-{utc_now():%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"


def start_crawl(
    market: str,
    settings: Settings,
    *,
    run_id: str | None = None,
    fresh: bool = False,
    full: bool = False,
    listings: Sequence[str] = (),
) -> CrawlProcess:
    """Start a crawl in the background; go on with an unfinished run of the market.

    Args:
        market: Name of the market.
        settings: The settings of the new process.
        run_id: Of a new run; without it, one is given.
        fresh: Begin a new run even where one could be gone on with; that one is closed as interrupted.
        full: Fetch every page anew in a new run, whatever is known of it.
        listings: Read only these listings in a new run: addresses or ids.

    Raises:
        ConfigError: There is no such market; the known ones are named.
    """
    profile_path(market, settings)
    is_new = fresh or full or listings or run_id is not None
    unfinished = None if is_new else unfinished_run(market, settings)
    run_id = unfinished.run_id if unfinished else run_id or new_run_id(market)
    command = [sys.executable, "-m", "crawlers.run", market, "--run-id", run_id]
    command += ["--resume"] if unfinished else []
    command += ["--full"] if full else []
    command += [f"--listing={listing}" for listing in listings]
    paths = RunPaths(home=settings.home, run_id=run_id)
    paths.folder.mkdir(parents=True, exist_ok=True)
    with (paths.folder / "crawler.log").open("a", encoding="utf-8") as errors:
        begins_at = errors.tell()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
            env=environment_for_child(**_child_settings(settings)),
            # Ctrl-C goes to the parent, which stops its crawls in its own order.
            start_new_session=True,
        )
    return CrawlProcess(
        market=market,
        run_id=run_id,
        process=process,
        paths=paths,
        resumed=unfinished is not None,
        log_begins_at=begins_at,
    )


def _child_settings(settings: Settings) -> dict[str, str]:
    given = {
        "home": str(settings.home),
        "redis_port": str(settings.redis_port),
        "batch_size": str(settings.batch_size),
        "log_level": settings.log_level,
        "index_prefix": settings.index_prefix,
        "market_lease_s": str(settings.market_lease_s),
    }
    if settings.profiles_dir is not None:
        given["profiles_dir"] = str(settings.profiles_dir)
    if settings.redis_url is not None:
        given["redis_url"] = settings.redis_url.get_secret_value()
    return given


__all__ = ["CrawlProcess", "known_markets", "new_run_id", "start_crawl"]
