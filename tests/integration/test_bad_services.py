"""Servers that are away, killed or full: a message with the remedy, and no listing lost."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.integration.conftest import Installation, new_installation
from tests.integration.markets import (
    Markets,
    crawl,
    finish_crawl,
    forget,
    indexed,
    said,
    serving,
    start_crawl,
)

pytestmark = pytest.mark.timeout(900)

NOBODY = "127.0.0.1:1"
"""An address where nothing listens."""
WAIT_S = 120.0
FLOODED = "index.blocks.read_only_allow_delete"
WATERMARKS = ("low", "high", "flood_stage")


@pytest.fixture(scope="module")
def markets(
    stack: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Markets]:
    """Four markets without a fault, of another world than other modules use."""
    folder = tmp_path_factory.mktemp("services")
    with serving(stack, folder, seed=32, size=200) as served:
        yield served


def test_batches_wait_for_redis_and_retry_sends_them(
    stack: Installation, markets: Markets
) -> None:
    crawled = crawl(
        stack, markets.profiles, "foundry", "lantern", redis_url=f"redis://{NOBODY}/0"
    )
    assert crawled.code == 3
    for market in ("foundry", "lantern"):
        assert crawled.runs[market]["outcome"] == "degraded"
        assert "wait in the outbox: Redis does not answer" in crawled.reasons(market)
        assert "then `stallwatch retry` sends what waits" in crawled.reasons(market)
        assert indexed(stack, crawled.runs[market]) == set()
    assert "STALLWATCH_REDIS_URL" in crawled.reasons("lantern")
    failed = stack.run("retry", redis_url=f"redis://{NOBODY}/0")
    assert failed.returncode == 1
    assert "Redis does not answer" in said(failed.stderr)
    assert "start it with `stallwatch up`" in said(failed.stderr)
    assert stack.json("retry")["unsent"] > 2
    stack.wait_until_drained()
    for market in ("foundry", "lantern"):
        assert indexed(stack, crawled.runs[market]) == markets.listings(market)


@pytest.mark.parametrize("words", [("search", "cocaine"), ("key", "create", "nobody")])
def test_commands_say_that_elasticsearch_does_not_answer(
    stack: Installation, words: tuple[str, ...]
) -> None:
    failed = stack.run(*words, elasticsearch_url=f"http://{NOBODY}")
    assert failed.returncode == 1
    assert "Elasticsearch does not answer" in said(failed.stderr)
    assert "`stallwatch status`" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_commands_without_a_running_stack_say_how_to_start_it(tmp_path: Path) -> None:
    failed = new_installation(tmp_path).run("search", "cocaine")
    assert failed.returncode == 1
    assert "`stallwatch up`" in failed.stderr


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("/health", "`stallwatch status` shows what runs"),
        ("/search?q=x&purpose=tests", "try again in some seconds"),
    ],
)
def test_api_answers_503_while_elasticsearch_is_away(
    stack: Installation, tmp_path: Path, path: str, remedy: str
) -> None:
    with api_alone(stack, tmp_path, elasticsearch_url=f"http://{NOBODY}") as url:
        headers = {"Authorization": f"Bearer sw_{'0' * 12}_{'0' * 64}"}
        answer = httpx.get(f"{url}/api/v1{path}", headers=headers, timeout=60)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"]
    assert remedy in answer.json()["detail"]


def test_killed_elasticsearch_comes_back_and_nothing_is_lost(
    stack: Installation, markets: Markets
) -> None:
    sent = len(list(stack.home.glob("outbox/sent/*.json")))
    running = start_crawl(stack, markets.profiles, "harbour", "nordmarkt")
    until = time.monotonic() + WAIT_S
    while len(list(stack.home.glob("outbox/sent/*.json"))) < sent + 2:
        assert time.monotonic() < until
        time.sleep(0.1)
    server = next(
        part
        for part in stack.json("status")["parts"]
        if part["name"] == "elasticsearch"
    )
    process = psutil.Process(server["pid"])
    for victim in [*process.children(recursive=True), process]:
        victim.kill()
    crawled = finish_crawl(stack, running)
    assert crawled.code == 0
    stack.wait_until_drained()
    for market in ("harbour", "nordmarkt"):
        assert indexed(stack, crawled.runs[market]) == markets.listings(market)
    parts = {part["name"]: part for part in stack.json("status")["parts"]}
    assert parts["elasticsearch"]["ready"]
    assert parts["elasticsearch"]["pid"] != server["pid"]
    assert stack.json("retry") == {"unsent": 0, "dead_letters": 0}


@pytest.mark.parametrize("setting", ["elasticsearch_port", "redis_port", "api_port"])
def test_a_port_in_use_is_named_with_its_setting(
    stack: Installation, tmp_path: Path, setting: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        if setting == "api_port":
            failed = stack.run("serve", api_port=port)
        else:
            failed = new_installation(tmp_path, **{setting: port}).run("up")
    assert failed.returncode == 1
    assert f"port {port}" in said(failed.stderr)
    assert f"STALLWATCH_{setting.upper()}" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_elasticsearch_with_a_full_disk_keeps_the_batches(
    stack: Installation, markets: Markets
) -> None:
    forget(stack)
    with full_disk(stack):
        crawled = crawl(stack, markets.profiles, "foundry")
        assert crawled.code == 0
        refused = stack.run("key", "create", "nobody")
        assert refused.returncode == 1
        assert "its disk is nearly full: make room" in said(refused.stderr)
        assert "`stallwatch retry`" in refused.stderr
        assert indexed(stack, crawled.runs["foundry"]) == set()
        assert stack.json("status")["queue"] > 0
    assert stack.run("retry").returncode == 0
    stack.wait_until_drained()
    assert indexed(stack, crawled.runs["foundry"]) == markets.listings("foundry")


def test_a_disk_that_takes_no_evidence_refuses_the_run(
    stack: Installation, markets: Markets
) -> None:
    warc = stack.home / "snapshots" / "foundry-no-room.warc.gz"
    warc.parent.mkdir(exist_ok=True)
    warc.symlink_to("/dev/full")
    failed = subprocess.run(
        [sys.executable, "-m", "crawlers.run", "foundry", "--run-id", "no-room"],
        env=stack.environment(profiles_dir=str(markets.profiles)),
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    warc.unlink()
    assert failed.returncode == 4
    told = said(failed.stderr)
    assert "No space left on device" in told
    assert "free some disk" in told
    assert indexed(stack, {"run_id": "no-room"}) == set()


def test_a_disk_that_fills_up_keeps_what_has_evidence(
    stack: Installation, markets: Markets
) -> None:
    forget(stack)
    limited = start_crawl(stack, markets.profiles, "harbour", largest_file=100_000)
    crawled = finish_crawl(stack, limited)
    run = crawled.runs["harbour"]
    assert (crawled.code, run["outcome"]) == (4, "failed")
    # Of the evidence or of the ledger, whichever grows faster.
    assert "cannot be written" in crawled.reasons("harbour")
    assert "free some disk, then crawl again" in crawled.reasons("harbour")
    stack.wait_until_drained()
    kept = indexed(stack, run)
    assert 0 < len(kept) == run["listings"] < len(markets.listings("harbour"))
    again = crawl(stack, markets.profiles, "harbour")
    assert again.code == 0
    stack.wait_until_drained()
    # What the first crawl had published is sighted, and not fetched again.
    rest = indexed(stack, again.runs["harbour"])
    assert (kept | rest, kept & rest) == (markets.listings("harbour"), set())
    assert again.runs["harbour"]["sighted"] == len(kept)


@contextmanager
def api_alone(
    installation: Installation, folder: Path, **settings: str
) -> Iterator[str]:
    """Run ``stallwatch serve`` on a free port and yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve"],
        env=installation.environment(**settings),
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=WAIT_S)


@contextmanager
def full_disk(installation: Installation) -> Iterator[None]:
    """Have the server believe that its disk is full, until the context ends."""
    url = str(installation.settings_here().elasticsearch_url)
    try:
        set_watermarks(url, "100000gb")
        wait_for_flood(url, flooded=True)
        yield
    finally:
        set_watermarks(url, None)
        wait_for_flood(url, flooded=False)


def set_watermarks(url: str, free: str | None) -> None:
    """Set how much room the disk must have; None is what the server started with."""
    prefix = "cluster.routing.allocation.disk.watermark"
    wanted: dict[str, str | None] = {f"{prefix}.{name}": free for name in WATERMARKS}
    # The server looks at its disk this often: the least that it allows.
    wanted["cluster.info.update.interval"] = "10s"
    answer = httpx.put(f"{url}/_cluster/settings", json={"persistent": wanted})
    assert answer.status_code == 200, answer.text


def wait_for_flood(url: str, *, flooded: bool) -> None:
    """Wait until the server has closed its indices for writing, or opened them again."""
    until = time.monotonic() + WAIT_S
    while True:
        answer = httpx.get(f"{url}/_all/_settings/{FLOODED}?flat_settings=true")
        closed = [name for name, found in answer.json().items() if found["settings"]]
        if bool(closed) is flooded:
            return
        assert time.monotonic() < until
        time.sleep(0.5)
