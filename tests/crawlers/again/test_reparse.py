import fcntl
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.errors import ConfigError, NotFoundError
from core.records import CrawlRun, RunOrigin
from core.settings import Settings
from crawlers.again.imports import import_pages
from crawlers.again.reparse import reparse_run
from crawlers.evidence.signing import signing_key
from crawlers.evidence.verify import Verifier
from tests.crawlers.again.conftest import results, write_market, write_warc
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture
def imported(home: Settings, tmp_path: Path, lamps: SmallMarket) -> CrawlRun:
    """A run whose profile looked for the price in the wrong place."""
    write_market(home, profile_text(lamps, **{"label: Price}": "label: Cost}"}))
    warc = write_warc(tmp_path / "seized", lamps)
    run = import_pages(warc, "lamps", home).run
    shutil.rmtree(home.home / "outbox")
    write_market(home, profile_text(lamps))
    return run


def test_mended_profile_changes_what_is_read(
    home: Settings, imported: CrawlRun
) -> None:
    run = reparse_run(imported.run_id, home)
    assert (run.origin, run.source) == (RunOrigin.REPARSE, imported.run_id)
    assert (run.pages, run.listings, run.vendors) == (9, 5, 2)
    assert run.partial
    assert run.profile_sha256 != imported.profile_sha256
    listings = results(home).listings("outbox")
    assert len(listings) == 5
    for listing in listings:
        assert listing.price is not None
        assert (listing.reading, listing.run_id) == (1, run.run_id)
        assert listing.snapshot.run_id == imported.run_id
    assert imported.fill["listing.price"] == 0
    assert run.fill["listing.price"] == 1


def test_each_reading_is_newer_than_all_before(
    home: Settings, imported: CrawlRun
) -> None:
    first = reparse_run(imported.run_id, home)
    second = reparse_run(first.run_id, home)
    assert second.source == imported.run_id
    readings = {item.run_id: item.reading for item in results(home).listings("outbox")}
    assert readings == {first.run_id: 1, second.run_id: 2}


def test_reading_that_was_killed_does_not_lend_its_number(
    home: Settings, imported: CrawlRun
) -> None:
    (home.home / "runs" / imported.run_id / "readings").write_text("7")
    run = reparse_run(imported.run_id, home)
    assert {item.reading for item in results(home).listings("outbox")} == {8}
    (home.home / "runs" / imported.run_id / "readings").write_text("999")
    with pytest.raises(ConfigError, match="crawl it anew"):
        reparse_run(run.run_id, home)


def test_evidence_stays_and_the_reading_is_sealed_over_it(
    home: Settings, imported: CrawlRun
) -> None:
    warc = home.home / "snapshots" / str(imported.warc)
    before = warc.read_bytes()
    run = reparse_run(imported.run_id, home)
    assert warc.read_bytes() == before
    assert run.warc == imported.warc
    verifier = Verifier(home.home / "snapshots", signing_key(home).public_key())
    for run_id in (imported.run_id, run.run_id):
        assert verifier.verify_run(run_id).faults == ()
    kept = home.home / "snapshots" / "profiles"
    assert (kept / f"{run.profile_sha256}.yml").is_file()


def test_profile_is_taken_from_a_file(
    home: Settings, imported: CrawlRun, tmp_path: Path, lamps: SmallMarket
) -> None:
    mended = tmp_path / "mended.yml"
    mended.write_text(profile_text(lamps, **{"label: In stock}": "css: h1}"}))
    reparse_run(imported.run_id, home, profile_file=mended)
    assert {item.stock for item in results(home).listings("outbox")} != {1204}
    mended.write_text(profile_text(lamps, **{"name: lamps": "name: chairs"}))
    with pytest.raises(ConfigError, match="is the profile of chairs"):
        reparse_run(imported.run_id, home, profile_file=mended)


def test_run_that_cannot_be_read_again_is_told(
    home: Settings, imported: CrawlRun
) -> None:
    with pytest.raises(NotFoundError, match="no ended run"):
        reparse_run("r9", home)
    with pytest.raises(ConfigError, match="not a run id"):
        reparse_run("../r1", home)
    (home.home / "snapshots" / f"{imported.run_id}.cdxj").unlink()
    with pytest.raises(NotFoundError, match="has no WARC"):
        reparse_run(imported.run_id, home)


def test_two_readings_of_a_run_at_once_are_refused(
    home: Settings, imported: CrawlRun
) -> None:
    lock: Any = (home.home / "runs" / imported.run_id / ".reading.lock").open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ConfigError, match="being read again already"):
            reparse_run(imported.run_id, home)
