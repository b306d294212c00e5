import json
from pathlib import Path

import pytest

from core.clock import utc_now
from core.records import AlertKind, CrawlRun, RunAlert, RunOutcome
from crawlers.health.metrics import write_metrics
from crawlers.profile.load import parse_profile
from crawlers.run_state import RunPaths, RunState
from tests.cli.conftest import Stallwatch
from tests.crawlers.small_market import PROFILE

TEXT = PROFILE.replace("{origin}", "http://127.0.0.1:1").replace(
    "{host}", "127.0.0.1:1"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "markets"
    folder.mkdir(parents=True)
    (folder / "lamps.yml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "home"


def add_run(home: Path, outcome: RunOutcome, **changes: object) -> CrawlRun:
    profile = parse_profile(TEXT, source="lamps.yml")
    state = RunState(run_id="r1", profile=profile, started_at=utc_now())
    run = state.run(outcome, finished_at=utc_now()).model_copy(update=changes)
    paths = RunPaths(home, "r1")
    paths.folder.mkdir(parents=True)
    paths.run.write_text(run.model_dump_json(), encoding="utf-8")
    return run


def test_home_without_markets_says_where_profiles_go(stallwatch: Stallwatch) -> None:
    done = stallwatch("market", "status")
    assert done.returncode == 0
    assert "there is no market profile in" in done.stdout


def test_market_in_good_order(stallwatch: Stallwatch, home: Path) -> None:
    add_run(home, RunOutcome.COMPLETE, listings=12, sighted=3)
    done = stallwatch("market", "status", "lamps")
    assert done.returncode == 0, done.stderr
    words = done.stdout.splitlines()[1].split()
    assert words[:3] == ["lamps", "active", "complete"]
    assert {"15", "by", "hand"} <= set(words)
    assert "lamps: clearnet http://127.0.0.1:1 untried" in done.stdout


def test_market_that_needs_a_human(stallwatch: Stallwatch, home: Path) -> None:
    alert = RunAlert(kind=AlertKind.LAYOUT_DRIFT, message="no price\x1b[2J any more")
    add_run(home, RunOutcome.DEGRADED, alerts=(alert,), reasons=("few",))
    (home / "markets" / "broken.yml").write_text("name: [", encoding="utf-8")
    done = stallwatch("market", "status")
    assert done.returncode == 3
    assert "broken  profile unusable" in done.stdout
    assert "lamps: no price\ufffd[2J any more" in done.stdout
    assert "lamps: the last run is degraded: few" in done.stdout


def test_status_is_json_for_scripts(stallwatch: Stallwatch, home: Path) -> None:
    add_run(home, RunOutcome.FAILED, reasons=("down",))
    done = stallwatch("market", "status", "--json")
    assert done.returncode == 3
    (lamps,) = json.loads(done.stdout)
    assert lamps["market"] == "lamps"
    assert lamps["last_run"]["outcome"] == "failed"
    assert lamps["attention"] == ["the last run is failed: down"]
    assert lamps["mirrors"]["onion"] == []


def test_figures_are_printed_as_they_are_collected(
    stallwatch: Stallwatch, home: Path
) -> None:
    write_metrics(home, add_run(home, RunOutcome.COMPLETE, pages=7))
    done = stallwatch("market", "status", "--metrics")
    assert done.returncode == 0
    assert 'stallwatch_crawl_pages{market="lamps"} 7.0\n' in done.stdout
    assert done.stdout == (home / "metrics" / "crawl-lamps.prom").read_text()


def test_unknown_market_is_refused(stallwatch: Stallwatch, home: Path) -> None:
    done = stallwatch("market", "status", "stools")
    assert done.returncode == 2
    assert "no market is called 'stools'; known: lamps" in done.stderr


def test_doctor_looks_at_markets_too(stallwatch: Stallwatch, home: Path) -> None:
    add_run(home, RunOutcome.FAILED, reasons=("down",))
    (home / "markets" / "broken.yml").write_text("name: [", encoding="utf-8")
    (home / "blocklist").mkdir()
    (home / "blocklist" / "md5.txt").write_text("abc\n", encoding="utf-8")
    done = stallwatch(
        "doctor", "--json", elasticsearch_port="0", redis_port="0", api_port="0"
    )
    assert done.returncode == 1
    findings = {found["subject"]: found for found in json.loads(done.stdout)}
    assert findings["Market lamps"]["verdict"] == "warning"
    assert findings["Market lamps"]["remedy"] == "the last run is failed: down"
    assert findings["Market broken"]["verdict"] == "bad"
    assert "md5.txt: line 1" in findings["Block list"]["remedy"]
