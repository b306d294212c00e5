import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from crawlers.run_state import RunPaths
from crawlers.start import CrawlProcess
from crawlers.watch import stop_crawls, watch_crawls

COUNT = """\
import json, pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
for number in range(3):
    counts = {"listings": number + 1, "pages": 2 * number + 2}
    draft = folder / "draft"
    draft.write_text(json.dumps(counts))
    draft.replace(folder / "progress.json")
    time.sleep(0.2)
"""
SLEEP = "import time; time.sleep(60)"


def make_crawl(home: Path, code: str) -> CrawlProcess:
    paths = RunPaths(home=home, run_id="r")
    paths.folder.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(paths.folder)], text=True
    )
    return CrawlProcess(market="lantern", run_id="r", process=process, paths=paths)


def test_bars_show_the_last_counts(tmp_path: Path) -> None:
    shown = io.StringIO()
    crawl = make_crawl(tmp_path, COUNT)
    watch_crawls([crawl], Console(file=shown, width=120), expected={"lantern": 3})
    assert crawl.process.returncode == 0
    assert "lantern" in shown.getvalue()
    assert "3/3" in shown.getvalue()
    assert "6 pages" in shown.getvalue()


def test_an_interrupted_watch_ends_the_crawls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = time.sleep
    interrupted: list[float] = []

    def interrupt(seconds: float) -> None:
        # Once, as a key is pressed once: waiting for the end sleeps as well.
        if not interrupted:
            interrupted.append(seconds)
            raise KeyboardInterrupt
        sleep(seconds)

    crawl = make_crawl(tmp_path, SLEEP)
    monkeypatch.setattr("crawlers.watch.time.sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        watch_crawls([crawl], Console(file=io.StringIO()))
    assert crawl.process.poll() is not None


def test_crawls_that_ended_need_no_stop(tmp_path: Path) -> None:
    crawl = make_crawl(tmp_path, "pass")
    crawl.process.wait()
    stop_crawls([crawl])
    assert crawl.process.returncode == 0
