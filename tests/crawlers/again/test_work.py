import os
import signal
from pathlib import Path

from core.records import ListingImage, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.again.captures import RunArchive
from crawlers.again.work import (
    end_run,
    known_image,
    open_run,
    say_nothing,
    stoppable,
    walk_through,
)
from crawlers.ledger.entries import Changes
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.pipelines.publish import Publisher
from crawlers.profile.load import load_profile
from tests.crawlers.again.conftest import write_warc
from tests.crawlers.small_market import SmallMarket


def test_request_to_stop_waits_for_what_is_half_done() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as stop:
        states = [stop.is_set]
        os.kill(os.getpid(), signal.SIGINT)
        states.append(stop.is_set)
    assert states == [False, True]
    assert signal.getsignal(signal.SIGINT) is before


def test_run_that_was_stopped_says_so(home: Settings) -> None:
    context = open_run(
        load_profile(home.markets_dir / "lamps.yml"),
        home,
        run_id="i1",
        origin=RunOrigin.IMPORT,
        source="x.warc",
        warc="lamps-i1.warc.gz",
        partial=False,
    )
    context.state.pages = 3
    run = end_run(context, whole=False, unread=[("http://x/\n", "no title")])
    listed = (context.paths.folder / "unread.jsonl").read_text()
    assert listed == '{"url": "http://x/\\n", "reason": "no title"}\n'
    assert run.outcome is RunOutcome.INTERRUPTED
    assert "interrupted" in run.reasons[0]
    assert (run.origin, run.source, run.partial) == (RunOrigin.IMPORT, "x.warc", False)
    assert run.warc == "lamps-i1.warc.gz"
    assert run.manifest_sha256 is not None
    say_nothing("reading", 1, 2)


def test_reading_that_fails_ends_its_run_with_the_reason(home: Settings) -> None:
    context = open_run(
        load_profile(home.markets_dir / "lamps.yml"),
        home,
        run_id="i1",
        origin=RunOrigin.IMPORT,
        source="x.warc",
        warc="lamps-i1.warc.gz",
        partial=False,
    )

    def fail() -> bool:
        raise OSError("no space left")

    assert walk_through(context, Publisher(context), fail)
    run = end_run(context, whole=True)
    assert run.outcome is RunOutcome.FAILED
    assert "no space left" in run.reasons[0]


def test_picture_of_a_former_crawl_is_known(
    home: Settings, tmp_path: Path, lamps: SmallMarket
) -> None:
    archive = RunArchive(write_warc(tmp_path, lamps), tmp_path / "r1.cdxj")
    find = known_image(archive, "lamps", home)
    url = "http://127.0.0.1:8801/1.png"
    assert find(url) is None
    image = ListingImage(url=url, sha256="0" * 64, size_bytes=1)
    path = ledger_path(home.home, "lamps")
    path.parent.mkdir(parents=True)
    ledger = Ledger.open(path)
    ledger.commit(Changes(images=[image]), {})
    ledger.close()
    assert find(url) == image
