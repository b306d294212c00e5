import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ids import content_hash
from core.records import ListingImage, RunOutcome
from crawlers.ledger.entries import Changes, KnownPage, Progress, Visit
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.pages.links import Link
from crawlers.profile.pages import PageKind

ORIGIN = "http://lamps.example"
PAGE = KnownPage(
    key="/item/1",
    url=f"{ORIGIN}/item/1",
    kind=PageKind.LISTING,
    record_id="a1",
    vendor_id="v1",
    etag='"x"',
    reader="reader",
    links=(Link(f"{ORIGIN}/vendor/v1", PageKind.VENDOR, None),),
    cards=("card-1", "card-2"),
    fetched_at=1_000.0,
)
IMAGE = ListingImage(url=f"{ORIGIN}/a.png", sha256=content_hash("a"), size_bytes=4)


def visit(key: str, kind: PageKind = PageKind.LISTING) -> Visit:
    return Visit(key, ORIGIN + key, kind, card="c", depth=2, barren=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ledger_path(tmp_path, "lamps")


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(path)
    ledger.begin("r1", "p1", {"n": 0})
    yield ledger
    ledger.close()


def reopened(ledger: Ledger, path: Path) -> Ledger:
    ledger.close()
    return Ledger.open(path)


def test_what_was_committed_is_known_after_reopening(
    ledger: Ledger, path: Path
) -> None:
    assert ledger.is_new
    ledger.commit(Changes(pages=[PAGE], images=[IMAGE]), {"n": 1})
    again = reopened(ledger, path)
    assert not again.is_new
    assert again.page("/item/1") == PAGE
    assert again.page("/item/2") is None
    assert again.page_of_record("a1") == PAGE
    assert again.page_of_record("a2") is None
    assert again.image(IMAGE.url) == IMAGE
    assert again.image("http://lamps.example/b.png") is None
    again.close()


def test_frontier_holds_what_waits_content_first(ledger: Ledger) -> None:
    waiting = [visit("/", PageKind.CATEGORY), visit("/item/1"), visit("/item/2")]
    changes = Changes(visits=[(item, Progress.WAITING) for item in waiting])
    changes.done.append("/item/2")
    changes.records.append("a2")
    ledger.commit(changes, {})
    assert list(ledger.visits(Progress.WAITING)) == [waiting[1], waiting[0]]
    assert ledger.progress() == {
        "/": Progress.WAITING,
        "/item/1": Progress.WAITING,
        "/item/2": Progress.DONE,
    }
    assert ledger.records() == {"a2"}


def test_sighted_page_that_is_asked_for_after_all_waits(ledger: Ledger) -> None:
    ledger.commit(Changes(visits=[(visit("/item/1"), Progress.SIGHTED)]), {})
    assert list(ledger.visits(Progress.WAITING)) == []
    ledger.commit(Changes(visits=[(visit("/item/1"), Progress.WAITING)]), {})
    assert list(ledger.visits(Progress.WAITING)) == [visit("/item/1")]


def test_new_run_begins_with_an_empty_frontier_and_all_pages(ledger: Ledger) -> None:
    changes = Changes(visits=[(visit("/item/1"), Progress.WAITING)], pages=[PAGE])
    ledger.commit(changes, {"n": 1})
    ledger.begin("r2", "p2", {"n": 0})
    assert ledger.progress() == {}
    assert ledger.page_of_record("a1") == PAGE
    saved = ledger.latest_run()
    assert saved is not None
    assert (saved.run_id, saved.profile_sha256, saved.state) == ("r2", "p2", {"n": 0})


def test_run_is_open_until_it_ends(ledger: Ledger) -> None:
    ledger.end("another", RunOutcome.COMPLETE)
    saved = ledger.latest_run()
    assert saved is not None
    assert saved.outcome is None
    ledger.end("r1", RunOutcome.INTERRUPTED)
    saved = ledger.latest_run()
    assert saved is not None
    assert saved.outcome is RunOutcome.INTERRUPTED
    ledger.commit(Changes(), {"n": 2})
    saved = ledger.latest_run()
    assert saved is not None
    assert (saved.outcome, saved.state) == (None, {"n": 2})


def test_cards_are_those_of_the_last_reading_and_what_was_seen_since(
    ledger: Ledger, path: Path
) -> None:
    ledger.commit(Changes(pages=[PAGE]), {})
    ledger.commit(Changes(cards=[("/item/1", "card-3"), ("/item/1", "card-1")]), {})
    again = reopened(ledger, path)
    page = again.page("/item/1")
    assert page is not None
    assert sorted(page.cards) == ["card-1", "card-2", "card-3"]
    again.commit(Changes(pages=[PAGE]), {})
    assert again.page("/item/1") == PAGE
    again.close()


def test_page_that_is_gone_is_forgotten(ledger: Ledger, path: Path) -> None:
    ledger.commit(Changes(pages=[PAGE]), {})
    ledger.commit(Changes(seen=[("/item/1", 2_000.0)], gone=["/item/1"]), {})
    again = reopened(ledger, path)
    assert again.page("/item/1") is None
    again.close()


def test_transaction_is_written_whole_or_not_at_all(ledger: Ledger) -> None:
    broken = Changes(visits=[(visit("/item/1"), Progress.WAITING)])
    broken.records.append({})  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        ledger.commit(broken, {"n": 9})
    assert ledger.progress() == {}
    saved = ledger.latest_run()
    assert saved is not None
    assert saved.state == {"n": 0}


def test_ledger_in_memory_knows_nothing() -> None:
    ledger = Ledger.in_memory()
    assert ledger.is_new
    assert ledger.latest_run() is None
    ledger.close()
