"""The tables of a ledger, and how a file of them is opened."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from core.clock import utc_now
from core.errors import ConfigError
from core.log import get_logger

VERSION = 1
BUSY_TIMEOUT_S = 10.0
SCHEMA = """
CREATE TABLE pages (
  key TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, record_id TEXT, vendor_id TEXT,
  etag TEXT, last_modified TEXT, digest TEXT, reader TEXT NOT NULL, links TEXT NOT NULL,
  first_seen REAL NOT NULL, last_seen REAL NOT NULL, fetched_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX pages_by_record ON pages (record_id) WHERE record_id IS NOT NULL;
CREATE TABLE cards (key TEXT, digest TEXT, PRIMARY KEY (key, digest)) WITHOUT ROWID;
CREATE TABLE images (url TEXT PRIMARY KEY, image TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE frontier (
  key TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, card TEXT,
  depth INTEGER NOT NULL, barren INTEGER NOT NULL, progress INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE records (record_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE run (
  run_id TEXT PRIMARY KEY, profile_sha256 TEXT NOT NULL, begun_at REAL NOT NULL,
  saved_at REAL NOT NULL, outcome TEXT, state TEXT NOT NULL
);
"""
"""``frontier``, ``records`` and ``run`` belong to the latest run alone."""

log = get_logger(__name__)


def open_database(path: Path) -> sqlite3.Connection:
    """Open the file of a ledger, made where there is none.

    A file that is no ledger is set aside under another name, and a new one is begun: what it knew only saves requests.

    Raises:
        ConfigError: The file cannot be opened, or is of a later version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _opened(path)
    except (OSError, sqlite3.DatabaseError) as error:
        if isinstance(error, OSError | sqlite3.OperationalError):
            raise ConfigError(
                f"the ledger {path} cannot be opened: {error}; see its rights and the "
                "room on its disk"
            ) from error
        _set_aside(path, error)
        return _opened(path)


def in_memory() -> sqlite3.Connection:
    """Return a ledger that is forgotten with its process."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _make(connection)
    return connection


def _opened(path: Path) -> sqlite3.Connection:
    # Made before SQLite does, which knows no private files.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit must outlive the machine's power: batches are sent right after it.
        connection.execute("PRAGMA synchronous = FULL")
        # Commits are few: the file beside it stays as small as one of them.
        connection.execute("PRAGMA wal_autocheckpoint = 1")
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise ConfigError(
            f"the ledger {path} is of version {version}, and this is older software "
            f"({VERSION}): update it, or move the file away to begin a new one"
        )
    if version == VERSION:
        with closing(connection.execute("PRAGMA quick_check(1)")) as check:
            (found,) = check.fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        return
    _make(connection)


def _make(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT"
    )


def _set_aside(path: Path, error: sqlite3.DatabaseError) -> None:
    kept = path.with_name(f"{path.name}.broken-{utc_now():%Y%m%dT%H%M%S%f}")
    path.replace(kept)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
    log.error(
        "ledger/broken",
        file=str(path),
        kept=str(kept),
        reason=str(error),
        remedy="a new ledger is begun: this run reads every page again",
    )
