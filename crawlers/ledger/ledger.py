"""The memory of one market: what is known of its pages, and how far the present run is."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from core.clock import utc_now
from core.records import ListingImage, RunOutcome
from crawlers.ledger.entries import (
    UNLISTED,
    Changes,
    KnownPage,
    Progress,
    SavedRun,
    Visit,
)
from crawlers.ledger.schema import in_memory, open_database
from crawlers.pages.links import Link
from crawlers.profile.pages import PageKind

PAGE_COLUMNS = (
    "key, url, kind, record_id, vendor_id, etag, last_modified, digest, reader, links, "
    "fetched_at"
)
PUT_PAGE = """
INSERT INTO pages (key, url, kind, record_id, vendor_id, etag, last_modified, digest,
  reader, links, fetched_at, first_seen, last_seen)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET url = excluded.url, kind = excluded.kind,
  record_id = excluded.record_id, vendor_id = excluded.vendor_id, etag = excluded.etag,
  last_modified = excluded.last_modified, digest = excluded.digest,
  reader = excluded.reader, links = excluded.links, fetched_at = excluded.fetched_at,
  last_seen = excluded.last_seen
"""
PUT_VISIT = """
INSERT INTO frontier (key, url, kind, card, depth, barren, progress)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET progress = excluded.progress, card = excluded.card
"""


def ledger_path(home: Path, market: str) -> Path:
    """Return the ledger file of a market."""
    return home / "ledger" / f"{market}.sqlite3"


class Ledger:
    """Reads what is known of a market and writes what a run brings, a transaction at a time.

    Args:
        connection: An opened ledger file.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        (count,) = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM pages UNION ALL SELECT 1 FROM images)"
        ).fetchone()
        self.is_new = not count
        """Whether nothing was known when it was opened."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a ledger file; one that is broken is set aside and begun anew.

        Raises:
            ConfigError: The file cannot be opened.
        """
        return cls(open_database(path))

    @classmethod
    def in_memory(cls) -> Self:
        """Return a ledger that knows nothing and is forgotten with the process."""
        return cls(in_memory())

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def begin(self, run_id: str, profile_sha256: str, state: dict[str, Any]) -> None:
        """Begin a run in place of the former one."""
        now = utc_now().timestamp()
        with self._transaction():
            for table in ("frontier", "records", "run"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            self._db.execute(
                "INSERT INTO run VALUES (?, ?, ?, ?, NULL, ?)",
                (run_id, profile_sha256, now, now, json.dumps(state)),
            )

    def latest_run(self) -> SavedRun | None:
        """Return the run that was begun last; None before the first."""
        row = self._db.execute(
            "SELECT run_id, profile_sha256, begun_at, saved_at, outcome, state FROM run"
        ).fetchone()
        if row is None:
            return None
        run_id, profile_sha256, begun_at, saved_at, outcome, state = row
        return SavedRun(
            run_id=run_id,
            profile_sha256=profile_sha256,
            begun_at=begun_at,
            saved_at=saved_at,
            outcome=RunOutcome(outcome) if outcome else None,
            state=json.loads(state),
        )

    def commit(self, changes: Changes, state: dict[str, Any]) -> None:
        """Write what a run brought and how it stands, all of it or nothing.

        Raises:
            sqlite3.Error: The disk is full or the file is broken.
        """
        with self._transaction():
            self._put_progress(changes)
            self._put_pages(changes)
            self._db.execute(
                "UPDATE run SET state = ?, saved_at = ?, outcome = NULL",
                (json.dumps(state), utc_now().timestamp()),
            )

    def end(self, run_id: str, outcome: RunOutcome) -> None:
        """Note that a run has ended, and how; nothing where it was never begun."""
        with self._transaction():
            self._db.execute(
                "UPDATE run SET outcome = ? WHERE run_id = ?", (outcome.value, run_id)
            )

    def page(self, key: str) -> KnownPage | None:
        """Return what is known of a page."""
        if self.is_new:
            return None
        row = self._db.execute(
            f"SELECT {PAGE_COLUMNS} FROM pages WHERE key = ?",  # noqa: S608
            (key,),
        ).fetchone()
        return None if row is None else self._page(row)

    def page_of_record(self, record_id: str) -> KnownPage | None:
        """Return the page of a listing or vendor."""
        row = self._db.execute(
            f"SELECT {PAGE_COLUMNS} FROM pages WHERE record_id = ? "  # noqa: S608
            # A listing that has moved is known under its former address too.
            "ORDER BY last_seen DESC LIMIT 1",
            (record_id,),
        ).fetchone()
        return None if row is None else self._page(row)

    def listings(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, address and record of the listings that a list named when they were read last."""
        if self.is_new:
            return
        yield from self._db.execute(
            "SELECT key, url, record_id FROM pages WHERE kind = ? AND reader != ? "
            "AND record_id IS NOT NULL ORDER BY key",
            (PageKind.LISTING.value, UNLISTED),
        ).fetchall()

    def image(self, url: str) -> ListingImage | None:
        """Return a picture that a former run fetched."""
        if self.is_new:
            return None
        row = self._db.execute(
            "SELECT image FROM images WHERE url = ?", (url,)
        ).fetchone()
        return None if row is None else ListingImage.model_validate_json(row[0])

    def visits(self, progress: Progress) -> Iterator[Visit]:
        """Yield the pages with which the run is so far, lists last."""
        rows = self._db.execute(
            "SELECT key, url, kind, card, depth, barren FROM frontier WHERE progress = ? "
            "ORDER BY kind = 'category', depth, key",
            (progress.value,),
        )
        for key, url, kind, card, depth, barren in rows.fetchall():
            yield Visit(key, url, PageKind(kind), card, depth, barren)

    def progress(self) -> dict[str, Progress]:
        """Return how far the run is with each page that it has found."""
        rows = self._db.execute("SELECT key, progress FROM frontier")
        return {key: Progress(value) for key, value in rows}

    def records(self) -> set[str]:
        """Return the ids of the records that the run has published or sighted."""
        return {row[0] for row in self._db.execute("SELECT record_id FROM records")}

    def _put_progress(self, changes: Changes) -> None:
        self._db.executemany(
            PUT_VISIT,
            (
                (
                    visit.key,
                    visit.url,
                    visit.kind.value,
                    visit.card,
                    visit.depth,
                    visit.barren,
                    progress.value,
                )
                for visit, progress in changes.visits
            ),
        )
        self._db.executemany(
            "UPDATE frontier SET progress = ? WHERE key = ?",
            ((Progress.DONE.value, key) for key in changes.done),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO records VALUES (?)",
            ((record_id,) for record_id in changes.records),
        )

    def _put_pages(self, changes: Changes) -> None:
        self._db.executemany(PUT_PAGE, map(_row, changes.pages))
        read = [(page.key,) for page in changes.pages]
        cards = [(page.key, card) for page in changes.pages for card in page.cards]
        self._db.executemany("DELETE FROM cards WHERE key = ?", read)
        self._db.executemany(
            "INSERT OR IGNORE INTO cards VALUES (?, ?)", cards + changes.cards
        )
        self._db.executemany(
            "UPDATE pages SET last_seen = ? WHERE key = ?",
            ((at, key) for key, at in changes.seen),
        )
        for table in ("pages", "cards"):
            self._db.executemany(
                f"DELETE FROM {table} WHERE key = ?",  # noqa: S608 - our own names
                ((key,) for key in changes.gone),
            )
        self._db.executemany(
            "INSERT OR REPLACE INTO images VALUES (?, ?)",
            ((image.url, image.model_dump_json()) for image in changes.images),
        )

    def _page(self, row: Iterable[Any]) -> KnownPage:
        key, url, kind, record_id, vendor_id, etag, modified, digest, reader, *rest = (
            row
        )
        links, fetched_at = rest
        cards = self._db.execute("SELECT digest FROM cards WHERE key = ?", (key,))
        return KnownPage(
            key=key,
            url=url,
            kind=PageKind(kind),
            record_id=record_id,
            vendor_id=vendor_id,
            etag=etag,
            last_modified=modified,
            digest=digest,
            reader=reader,
            links=tuple(
                Link(address, PageKind(target), card)
                for address, target, card in json.loads(links)
            ),
            cards=tuple(card for (card,) in cards),
            fetched_at=fetched_at,
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _row(page: KnownPage) -> tuple[Any, ...]:
    links = json.dumps([(link.url, link.kind.value, link.card) for link in page.links])
    seen_at = page.fetched_at or utc_now().timestamp()
    return (
        page.key,
        page.url,
        page.kind.value,
        page.record_id,
        page.vendor_id,
        page.etag,
        page.last_modified,
        page.digest,
        page.reader,
        links,
        page.fetched_at,
        seen_at,
        seen_at,
    )
