"""Finds the evidence of a listing in the home's own files."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from core.errors import NotFoundError, shown
from core.ids import listing_id
from core.messages import IngestBatch
from core.records import ListingObservation
from crawlers.evidence.files import EvidenceFiles, require_run_id
from crawlers.evidence.index import BrokenIndexError, IndexEntry, read_index
from crawlers.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Target:
    """The proof of a listing: a response of a run."""

    run_id: str
    url: str
    sha256: str | None = None
    """Of the body as received; None stands for every capture of the address."""


def find_target(home: Path, listing: str, *, run_id: str | None = None) -> Target:
    """Return where the newest proof of a listing lies, or that of one run.

    Args:
        home: Where the evidence and the batches are.
        listing: An address, ``market/external id`` or a listing id.
        run_id: The run; without it, the newest that has it.

    Raises:
        NotFoundError: The home's files do not know it.
    """
    if run_id is not None:
        require_run_id(run_id)
    if "://" in listing:
        found = _by_address(home / "snapshots", listing, run_id)
    else:
        # Sent batches are kept for some days, the ledger of crawls for good.
        found = _by_batch(home / "outbox", listing, run_id)
        found = found or _by_ledger(home, record_id_of(listing), run_id)
    if found is None:
        where = f"the run {run_id}" if run_id else f"any run in {home}"
        raise NotFoundError(
            f"no evidence of {shown(listing)} in {where}: give the listing's address as the "
            "market wrote it, MARKET/EXTERNAL-ID, or the listing id that `stallwatch search` "
            "prints"
        )
    return found


def record_id_of(listing: str) -> str:
    """Return the id of a listing that is given as such or as ``market/external id``."""
    market, slash, external_id = listing.partition("/")
    return listing_id(market, external_id) if slash else listing


def entries_of(index: Path, target: Target) -> list[IndexEntry]:
    """Return the captures that a target names.

    Raises:
        NotFoundError: The index does not name it.
    """
    with suppress(FileNotFoundError):
        entries = list(read_index(index))
        same = [entry for entry in entries if _is_meant(entry, target)]
        exact = [entry for entry in same if entry.url == target.url]
        if exact or same:
            return exact or same
    raise NotFoundError(
        f"{index} does not name {shown(target.url)}: `stallwatch evidence verify "
        f"{target.run_id}` tells whether it is whole"
    )


def _is_meant(entry: IndexEntry, target: Target) -> bool:
    # A mirror gives another address, but the same body.
    if target.sha256 is not None:
        return entry.sha256 == target.sha256
    return entry.url == target.url


def _by_address(folder: Path, url: str, run_id: str | None) -> Target | None:
    paths = [EvidenceFiles(folder, run_id).index] if run_id else _newest(folder, "cdxj")
    needle = json.dumps(url).encode()
    for path in paths:
        with suppress(FileNotFoundError, BrokenIndexError):
            if needle in path.read_bytes() and any(
                entry.url == url for entry in read_index(path)
            ):
                return Target(path.stem, url)
    return None


def _by_batch(folder: Path, listing: str, run_id: str | None) -> Target | None:
    newest: ListingObservation | None = None
    for path in [*_newest(folder, "json"), *_newest(folder / "sent", "json")]:
        for item in _listings(path, listing.rpartition("/")[2]):
            names = {item.listing_id, f"{item.market}/{item.external_id}"}
            wanted = listing in names and run_id in {None, item.snapshot.run_id}
            if wanted and (newest is None or item.observed_at > newest.observed_at):
                newest = item
    if newest is None:
        return None
    proof = newest.snapshot
    return Target(proof.run_id, proof.url, proof.received_sha256)


def _by_ledger(home: Path, record_id: str, run_id: str | None) -> Target | None:
    for path in sorted((home / "ledger").glob("*.sqlite3")):
        # Read-only: a crawl may be at work on it.
        with (
            suppress(sqlite3.Error, ValueError),
            closing(
                sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            ) as db,
        ):
            page = Ledger(db).page_of_record(record_id)
            if page is not None:
                return _by_address(home / "snapshots", page.url, run_id)
    return None


def _listings(path: Path, needle: str) -> Iterator[ListingObservation]:
    with suppress(FileNotFoundError, ValueError, KeyError, ValidationError):
        text = path.read_text(encoding="utf-8")
        # Most batches do not hold it: a look at the text is quicker than reading it.
        if json.dumps(needle, ensure_ascii=False) not in text:
            return
        envelope = json.loads(text)
        if envelope["task"] == IngestBatch.task:
            yield from IngestBatch.model_validate(envelope["payload"]).listings


def _newest(folder: Path, suffix: str) -> list[Path]:
    found = []
    for path in folder.glob(f"*.{suffix}"):
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]
