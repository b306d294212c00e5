"""Test marketplaces beside a running installation, and what became of a crawl."""

import json
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from demo.marketplaces import write_logins
from search.client import connect
from search.statistics import Statistics
from testmarkets.truth import Truth
from tests.integration.conftest import Installation

SEED = 31
SIZE = 240

Faults = Mapping[str, Sequence[Mapping[str, Any]]]
MEMORIES = ("ledger", "access")
"""Folders of a home that keep what former crawls knew of a market."""


@dataclass(frozen=True)
class Markets:
    """Running test marketplaces, with profiles of their own."""

    folder: Path
    origins: Mapping[str, str]
    truth: Truth
    doubles: Mapping[str, str] = field(default_factory=dict)
    """Origins of mirrors and clones, by name."""
    outside: str | None = None
    """Origin of the server that is no part of any market."""

    @property
    def profiles(self) -> Path:
        return self.folder / "markets"

    def listings(self, market: str) -> set[str]:
        """Return the external ids of a market's listings."""
        return {
            item.external_id for item in self.truth.listings if item.market == market
        }

    def requests(self, market: str) -> Counter[str]:
        """Return how often each path of a market was asked for."""
        return Counter(item["path"] for item in self.log(market))

    def log(self, market: str) -> list[dict[str, Any]]:
        """Return the requests to a market, one entry each."""
        lines = (self.folder / "requests.jsonl").read_text("utf-8").splitlines()
        entries = [json.loads(line) for line in lines]
        return [item for item in entries if item["market"] == market]

    @property
    def ports(self) -> str:
        """The ports of the four markets, as the option takes them."""
        return ",".join(origin.rpartition(":")[2] for origin in self.origins.values())

    def change_profile(self, market: str, old: str, new: str) -> int:
        """Replace a piece of a profile; return its line number."""
        path = self.profiles / f"{market}.yml"
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is not once in {path}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1


@dataclass(frozen=True)
class Crawled:
    """What the command ``stallwatch crawl`` said and did."""

    code: int
    runs: Mapping[str, Mapping[str, Any]]
    """By market."""
    peak_mb: float
    """Of the command or of its largest crawler."""
    home: Path

    def reasons(self, market: str) -> str:
        """Return why a run is not complete, on one line."""
        return said(" ".join(self.runs[market]["reasons"]))

    def log(self, market: str) -> str:
        """Return a run's log."""
        run_id = str(self.runs[market]["run_id"])
        return (self.home / "runs" / run_id / "crawler.log").read_text("utf-8")


@contextmanager
def serving(
    installation: Installation,
    folder: Path,
    *,
    seed: int = SEED,
    size: int = SIZE,
    faults: Faults | None = None,
    options: Sequence[str] = (),
    ports: str = "0,0,0,0",
    anew: bool = True,
) -> Iterator[Markets]:
    """Serve a world while the context lasts.

    Args:
        installation: Where it is crawled; it is given the markets' logins.
        folder: Where truth, profiles and the log of requests go.
        seed: Of the world.
        size: Of the world.
        faults: The fault plan.
        options: More of the command's options.
        ports: Of the four markets.
        anew: Whether the installation forgets what it knew of the markets, which are those of another world.
    """
    folder.mkdir(exist_ok=True)
    if anew:
        forget(installation)
    write_logins(installation.home)
    command = [sys.executable, "-m", "testmarkets.serve", "--ports", ports]
    command += ["--seed", str(seed), "--size", str(size)]
    command += ["--truth", str(folder / "truth.json")]
    command += ["--profiles", str(folder / "markets")]
    command += ["--request-log", str(folder / "requests.jsonl")]
    if faults is not None:
        plan = folder / "faults.json"
        plan.write_text(json.dumps(faults), encoding="utf-8")
        command += ["--faults", str(plan)]
    with started([*command, *options]) as ready:
        yield Markets(
            folder,
            ready["origins"],
            Truth.load(folder / "truth.json"),
            ready["doubles"],
            ready["outside"],
        )


def forget(installation: Installation) -> None:
    """Have an installation forget what former crawls knew of all markets."""
    for name in MEMORIES:
        shutil.rmtree(installation.home / name, ignore_errors=True)


def outpost(stack: Installation, folder: Path) -> Installation:
    """Return a crawler's home of its own, whose batches go to a running stack."""
    settings = stack.settings_here()
    home = folder / "home"
    home.mkdir(parents=True)
    return Installation(
        home,
        {
            "redis_url": settings.broker_url,
            "elasticsearch_url": settings.search_url,
            "index_prefix": settings.index_prefix,
            "batch_size": "16",
        },
    )


@contextmanager
def started(command: Sequence[str]) -> Iterator[Any]:
    """Run a command of ``testmarkets`` and yield its ready line."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=30)


def start_crawl(
    installation: Installation,
    profiles: Path,
    *names: str,
    largest_file: int | None = None,
    **settings: str,
) -> subprocess.Popen[str]:
    """Start ``stallwatch crawl --json``, with files of so many bytes at most."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.Popen(
        [sys.executable, "-m", "cli", "crawl", *names, "--json"],
        env=installation.environment(profiles_dir=str(profiles), **settings),
        cwd=installation.home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=limit,
    )


def finish_crawl(installation: Installation, process: subprocess.Popen[str]) -> Crawled:
    """Wait for the end of a crawl."""
    assert process.stdout is not None
    peaks = [0.0]
    watcher = threading.Thread(target=lambda: peaks.extend(peaks_mb(process)))
    watcher.start()
    with process.stdout as output:
        runs = json.loads(output.read())
    process.wait()
    watcher.join()
    return Crawled(
        code=process.returncode,
        runs={run["market"]: run for run in runs},
        peak_mb=max(peaks),
        home=installation.home,
    )


def peaks_mb(process: subprocess.Popen[str]) -> Iterator[float]:
    """Yield the peak memory of a process and its children until it ends.

    Not the usage that the system reports at the end: it counts the memory of the process that forked, which here is the whole suite.
    """
    while process.poll() is None:
        with suppress(psutil.Error, OSError):
            family = psutil.Process(process.pid).children(recursive=True)
            for pid in [process.pid, *(child.pid for child in family)]:
                text = Path(f"/proc/{pid}/status").read_text("ascii")
                found = re.search(r"VmHWM:\s+(\d+) kB", text)
                if found:
                    yield int(found[1]) / 1024
        time.sleep(0.2)


def crawl(
    installation: Installation, profiles: Path, *names: str, **settings: str
) -> Crawled:
    """Run ``stallwatch crawl`` to its end."""
    process = start_crawl(installation, profiles, *names, largest_file=None, **settings)
    return finish_crawl(installation, process)


def indexed(installation: Installation, run: Mapping[str, Any]) -> set[str]:
    """Return the external ids of the listings that a run brought into the index."""
    settings = installation.settings_here()
    with connect(settings) as client:
        return {
            item.external_id
            for item in Statistics(client, settings).iter_listings()
            if item.run_id == run["run_id"]
        }


def said(text: str) -> str:
    """Return a message as one line, however the terminal broke it."""
    return " ".join(text.split())
