"""The main job as a user runs it, with its worker killed on the way."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.settings import Settings
from demo.check import shortfalls
from demo.report import DemoReport
from local.elasticsearch import ElasticsearchServer
from tests.conftest import BUSY_START_S
from tests.integration.conftest import Installation, new_installation

SIZE = ("--seed", "23", "--size", "240")
RESTART_S = 60.0
"""How soon another worker must be ready, with the rest of the suite beside it; how soon a batch comes back is measured in tests/workers."""


@pytest.fixture(scope="module")
def home_behind_a_closed_door(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A home below a folder that only its owner may enter."""
    door = tmp_path_factory.mktemp("closed")
    door.chmod(0o700)
    return new_installation(door, batch_size="8")


def read_report(path: Path) -> DemoReport:
    return DemoReport.model_validate_json(path.read_bytes())


@pytest.mark.timeout(600)
def test_a_worker_killed_in_the_middle_loses_no_listing(
    home_behind_a_closed_door: Installation, tmp_path: Path
) -> None:
    installation = home_behind_a_closed_door
    report, log = tmp_path / "r.json", tmp_path / "demo.log"
    demo = installation.start("demo", "--once", *SIZE, "--report", str(report), log=log)
    worker = wait_for_work(installation, demo.pid)
    os.kill(worker, signal.SIGKILL)
    killed_at = time.monotonic()
    while worker_pid(installation) in (worker, None):
        assert time.monotonic() - killed_at < RESTART_S, log.read_text("utf-8")
        time.sleep(0.3)
    assert demo.wait(500) == 0, log.read_text("utf-8")
    found = read_report(report)
    assert found.listings.world >= 240
    assert (found.listings.missing, found.listings.duplicate) == (0, 0)
    assert found.texts_encoded > 0
    assert shortfalls(found) == []
    shown = log.read_text("utf-8")
    for words in ("Vendor links:", "Where to look next", "/api/docs", "Time: start"):
        assert words in shown
    assert installation.json("status")["running"] is False
    assert children_left(installation) == []
    # The one run that goes wrong on purpose, and nothing of the world with it.
    files = installation.home.glob("runs/*/run.json")
    runs = [json.loads(path.read_bytes()) for path in files]
    (faulty,) = (run for run in runs if run["outcome"] != "complete")
    assert (faulty["partial"], faulty["listings"]) == (True, 0)
    assert faulty["out_of_scope"] > 0
    assert faulty["unreadable"] > 0


@pytest.mark.timeout(600)
def test_a_second_run_downloads_and_encodes_nothing(
    home_behind_a_closed_door: Installation, tmp_path: Path
) -> None:
    report = tmp_path / "r.json"
    done = home_behind_a_closed_door.run(
        "demo", "--once", *SIZE, "--report", str(report), timeout_s=500
    )
    assert done.returncode == 0, done.stderr + done.stdout
    found = read_report(report)
    assert found.downloads == 0
    assert found.texts_encoded == 0
    # What the first run read is met again on the lists, and its pages are left alone.
    assert sum(market.sighted for market in found.markets.values()) > 0
    for name, market in found.markets.items():
        assert market.listings <= market.sighted, name
    assert (found.listings.missing, found.listings.duplicate) == (0, 0)


@pytest.mark.timeout(600)
def test_ctrl_c_stops_every_child(
    home_behind_a_closed_door: Installation, tmp_path: Path
) -> None:
    log = tmp_path / "demo.log"
    demo = home_behind_a_closed_door.start("demo", *SIZE, log=log)
    wait_for_work(home_behind_a_closed_door, demo.pid)
    demo.send_signal(signal.SIGINT)
    assert demo.wait(120) == 130
    assert "Traceback" not in log.read_text("utf-8")
    assert children_left(home_behind_a_closed_door) == []


@pytest.mark.timeout(600)
def test_every_panel_control_and_saved_search_of_kibana_shows_the_demo(
    home_behind_a_closed_door: Installation,
) -> None:
    installation = home_behind_a_closed_door
    server = ElasticsearchServer(
        Settings(
            home=installation.home, elasticsearch_port=0, elasticsearch_heap_mb=512
        )
    )
    url = server.start(timeout_s=BUSY_START_S)
    try:
        done = installation.run(
            *("kibana", "check", "--data", "--json"),
            elasticsearch_url=url,
            index_prefix=f"stallwatch-demo-{SIZE[1]}-{SIZE[3]}",
        )
    finally:
        server.stop()
    found = json.loads(done.stdout)
    assert (found["findings"], found["without_data"]) == ([], [])
    assert found["data_checked"] is True
    assert done.returncode == 0, done.stderr


def test_a_report_that_cannot_be_written_stops_the_demo_at_once(
    home_behind_a_closed_door: Installation, tmp_path: Path
) -> None:
    report = str(tmp_path / "no" / "such" / "folder" / "r.json")
    done = home_behind_a_closed_door.run("demo", "--once", "--report", report)
    assert done.returncode == 1
    assert "the report cannot be written" in done.stderr


def wait_for_work(installation: Installation, demo: int) -> int:
    """Wait until the worker has indexed something; return its process id."""
    until = time.monotonic() + 300
    while True:
        assert time.monotonic() < until
        assert psutil.pid_exists(demo)
        worker = worker_pid(installation)
        if worker is not None and any(installation.home.glob("outbox/sent/*.json")):
            return worker
        time.sleep(0.3)


def worker_pid(installation: Installation) -> int | None:
    """Return the worker's process id while it is ready."""
    state = installation.home / "run" / "state.json"
    if not state.is_file():
        return None
    parts: list[dict[str, Any]] = json.loads(state.read_bytes())["parts"]
    found = [
        part["pid"] for part in parts if part["name"] == "worker" and part["ready"]
    ]
    return int(found[0]) if found else None


def children_left(installation: Installation) -> list[str]:
    """Return the command lines of processes that work for this home."""
    mark = str(installation.home)
    left = []
    for process in psutil.process_iter(["pid", "environ", "cmdline"]):
        environment = process.info["environ"] or {}
        if environment.get("STALLWATCH_HOME") == mark:
            left.append(" ".join(process.info["cmdline"] or []))
    return left
