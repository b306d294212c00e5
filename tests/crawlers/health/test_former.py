import os
from pathlib import Path

import pytest

from core.clock import utc_now
from core.records import CrawlRun, RunOrigin, RunOutcome
from crawlers.context import CrawlContext
from crawlers.health.fill import FillCounts, SeenPage
from crawlers.health.former import (
    ended_runs,
    former_runs,
    keep_fields,
    last_good_pages,
)
from crawlers.run_state import RunPaths


class Home:
    def __init__(self, path: Path, run: CrawlRun) -> None:
        self.path, self._run, self._count = path, run, 0

    def add(self, run_id: str, **changes: object) -> RunPaths:
        """Write a run that ended after those before it."""
        self._count += 1
        paths = RunPaths(self.path, run_id)
        paths.folder.mkdir(parents=True)
        run = self._run.model_copy(update=changes | {"run_id": run_id})
        paths.run.write_text(run.model_dump_json(), encoding="utf-8")
        os.utime(paths.run, (self._count, self._count))
        return paths


@pytest.fixture
def home(context: CrawlContext, tmp_path: Path) -> Home:
    run = context.state.run(RunOutcome.COMPLETE, finished_at=utc_now())
    return Home(tmp_path, run)


def ids(runs: list[CrawlRun]) -> list[str]:
    return [run.run_id for run in runs]


def test_latest_complete_crawls_come_first(home: Home) -> None:
    for number in range(4):
        home.add(f"r{number}")
    assert ids(former_runs(home.path, "lamps", limit=3)) == ["r3", "r2", "r1"]
    assert ids(former_runs(home.path, "lamps", before="r3")) == ["r2", "r1", "r0"]


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": RunOutcome.DEGRADED},
        {"outcome": RunOutcome.INTERRUPTED},
        {"outcome": RunOutcome.FAILED},
        {"partial": True},
        {"origin": RunOrigin.IMPORT},
        {"market": "harbour"},
    ],
)
def test_other_runs_measure_nothing(home: Home, changes: dict[str, object]) -> None:
    home.add("r1", **changes)
    home.add("r2")
    assert ids(former_runs(home.path, "lamps")) == ["r2"]


def test_ended_runs_are_all_runs_of_a_market(home: Home) -> None:
    home.add("r1", outcome=RunOutcome.FAILED)
    home.add("r2", market="harbour")
    home.add("r3")
    assert ids(list(ended_runs(home.path, "lamps"))) == ["r3", "r1"]
    assert ids(list(ended_runs(home.path))) == ["r3", "r2", "r1"]


def test_broken_files_are_left_out(home: Home) -> None:
    home.add("r1")
    home.add("r2").run.write_text("{", encoding="utf-8")
    home.add("r3").run.write_bytes(b"\xff\xfe")
    (home.path / "runs" / "running").mkdir()
    assert ids(former_runs(home.path, "lamps")) == ["r1"]


def test_home_without_runs_has_none(tmp_path: Path) -> None:
    assert former_runs(tmp_path, "lamps") == []


def test_last_good_page_is_that_of_the_latest_run_that_has_one(home: Home) -> None:
    old, new = (
        SeenPage("http://127.0.0.1/old", "s1"),
        SeenPage("http://127.0.0.1/new", "s2"),
    )
    keep_fields(home.add("r1"), FillCounts(good={"listing.a": old, "listing.b": old}))
    keep_fields(home.add("r2"), FillCounts(good={"listing.a": new}))
    (home.add("r3").folder / "fields.json").write_text('{"good": 3}', encoding="utf-8")
    (home.add("r4").folder / "fields.json").write_text("[]", encoding="utf-8")
    home.add("r5")
    former = former_runs(home.path, "lamps")
    assert last_good_pages(home.path, former) == {"listing.a": new, "listing.b": old}
