import json
import os
from pathlib import Path

import pytest

from core.errors import ConfigError, NotFoundError
from core.ids import listing_id
from core.messages import IngestBatch
from core.records import ListingObservation
from crawlers.evidence.find import Target, entries_of, find_target, record_id_of
from crawlers.ledger.entries import Changes, KnownPage
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.profile.pages import PageKind
from tests.builders import make_batch, make_listing
from tests.crawlers.evidence.builders import ORIGIN, make_archive, make_exchange


@pytest.fixture
def home(tmp_path: Path) -> Path:
    snapshots = tmp_path / "snapshots"
    make_archive(snapshots, make_exchange("/item/1"), run_id="r1")
    make_archive(snapshots, make_exchange("/item/1"), make_exchange("/2"), run_id="r2")
    (tmp_path / "outbox" / "sent").mkdir(parents=True)
    return tmp_path


def keep(home: Path, listing: ListingObservation, name: str) -> None:
    envelope = {"task": IngestBatch.task, "payload": make_batch(listing).to_payload()}
    (home / "outbox" / name).write_text(json.dumps(envelope), encoding="utf-8")


def test_address_is_found_in_the_newest_run_or_the_one_that_is_named(
    home: Path,
) -> None:
    url = f"{ORIGIN}/item/1"
    # The clock of files may stand still between two of them.
    os.utime(home / "snapshots" / "r2.cdxj", (1, 1))
    assert find_target(home, url) == Target("r1", url)
    assert find_target(home, url, run_id="r2") == Target("r2", url)
    with pytest.raises(NotFoundError, match="the run r1"):
        find_target(home, f"{ORIGIN}/2", run_id="r1")


def test_listing_is_found_by_its_ids(home: Path) -> None:
    listing = make_listing(7)
    keep(home, listing, "sent/a.json")
    keep(home, make_listing(8), "b.json")
    proof = listing.snapshot
    due = Target(proof.run_id, proof.url, proof.received_sha256)
    assert find_target(home, listing.listing_id) == due
    assert find_target(home, "harbour/7") == due
    assert find_target(home, "harbour/7", run_id=proof.run_id) == due


def test_listing_is_found_by_the_ledger_when_its_batch_is_gone(home: Path) -> None:
    url = f"{ORIGIN}/item/1"
    path = ledger_path(home, "harbour")
    path.parent.mkdir()
    page = KnownPage("/item/1", url, PageKind.LISTING, record_id_of("harbour/x/1"))
    ledger = Ledger.open(path)
    ledger.commit(Changes(pages=[page]), {})
    ledger.close()
    assert find_target(home, "harbour/x/1", run_id="r1") == Target("r1", url)
    assert find_target(home, listing_id("harbour", "x/1")).url == url
    with pytest.raises(NotFoundError):
        find_target(home, "harbour/2")


@pytest.mark.parametrize("listing", ["harbour/9", "0" * 32, "http://127.0.0.1/none"])
def test_what_nothing_names_is_told_with_what_to_give(home: Path, listing: str) -> None:
    (home / "outbox" / "broken.json").write_text('"9" ' + "0" * 32)
    with pytest.raises(NotFoundError, match="MARKET/EXTERNAL-ID"):
        find_target(home, listing)


def test_run_id_cannot_lead_elsewhere(home: Path) -> None:
    with pytest.raises(ConfigError):
        find_target(home, "http://127.0.0.1/", run_id="../secrets/x")


def test_captures_are_found_by_body_or_by_address(home: Path) -> None:
    index = home / "snapshots" / "r2.cdxj"
    (entry,) = entries_of(index, Target("r2", f"{ORIGIN}/2"))
    mirrored = Target("r2", "http://mirror/2", entry.sha256)
    assert entry in entries_of(index, mirrored)
    with pytest.raises(NotFoundError, match="does not name"):
        entries_of(index, Target("r2", "http://mirror/2"))
