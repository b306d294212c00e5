"""Fifty thousand documents migrate while writing goes on, and the migration is killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from core.ids import listing_id
from core.settings import Settings
from search.documents import listing_document, offer_document
from search.indices import MAPPINGS, SCHEMA_VERSION, Indices, standing
from search.scan import iter_hits
from search.versions import observation_id
from tests.conftest import MakeSettings
from tests.integration.migration_writers import (
    KNOWN_LISTINGS,
    Audited,
    Clustered,
    Crawled,
    Due,
    Paired,
    Seen,
    Writer,
)
from tests.search.builders import NOON, hours, make_listing
from tests.search.migration.conftest import make_index, make_old

pytestmark = pytest.mark.timeout(900)

Documents = dict[tuple[str, str], dict[str, Any]]

PROCESS = Path(__file__).with_name("migrating_process.py")
SIZES = {
    "listings": 14_000,
    "listing-observations": 31_000,
    "due-accounts": 1_000,
    "duplicates": 2_000,
    "clusters": 1_000,
    "audit": 1_000,
}
"""Documents that are there before, 50,000 in all."""
NAME_OF_ID = {
    "listings": "listing_id",
    "listing-observations": "listing_id",
    "due-accounts": "vendor_id",
    "duplicates": "pair_id",
    "clusters": "cluster_id",
    "audit": "entry_id",
}
BESIDE = ("vendors", "snapshots", "cluster-events")
"""Of the present version already, as after a migration that came so far."""
KILLED_AT = 15_000
"""Documents of the largest index after which the migrating process is killed."""


def test_migration_of_50_000_documents_while_writing_loses_and_doubles_none(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    here = settings()
    indices = make_old(client, here, *SIZES)
    for name in BESIDE:
        make_index(client, here, name, MAPPINGS[name](), SCHEMA_VERSION)
    before = fill_up(client, indices)
    assert len(before) == 50_000
    writers = start_writers(here)
    crawled, seen, due, paired, clustered, audited = writers
    try:
        kill_while_copying(here, indices.alias("listing-observations"))
        done = run_to_its_end(here)
    finally:
        stop(writers)
    assert {one["name"] for one in done} >= {"listings", "due-accounts", "duplicates"}
    assert all(one["former"] for one in done if one["action"] == "copy")

    after = everything(client, indices)
    assert_nothing_lost(before, after)
    assert_listings(crawled, seen, after)
    found = ids(after, "due-accounts") - ids(before, "due-accounts")
    assert (found, due.cleared & found) == (due.marked, set())
    found = ids(after, "duplicates") - ids(before, "duplicates")
    assert (found, paired.removed & found) == (paired.kept, set())
    found = ids(after, "clusters") - ids(before, "clusters")
    assert (found, clustered.dissolved & found) == (set(clustered.formed), set())
    for key, size in clustered.formed.items():
        assert after["clusters", key]["size"] == size
    assert ids(after, "audit") - ids(before, "audit") == audited.written


def fill_up(client: Elasticsearch, indices: Indices) -> Documents:
    """Write what is there before, and return it."""
    documents: Documents = {}
    listing = make_listing("x")
    times = dict.fromkeys(("first_seen_at", "last_seen_at"), NOON)
    bodies: dict[str, dict[str, Any]] = {
        "listings": listing_document(listing) | times,
        "listing-observations": offer_document(listing),
        "due-accounts": {"due_at": NOON},
        "duplicates": {"left": "a", "right": "b", "kind": "near"},
        "clusters": {"vendor_ids": ["a", "b"], "size": 2},
        "audit": {"purpose": "before"},
    }
    # Vectors would take longer than all the rest.
    del bodies["listings"]["embedding"]
    for name, size in SIZES.items():
        body = json.loads(orjson.dumps(bodies[name]))
        for number in range(size):
            key = f"{name}-{number}"
            if name == "listings":
                key = listing_id("harbour", f"known-{number}")
            documents[name, key] = body | {NAME_OF_ID[name]: key}
    for _ in streaming_bulk(client, _writes(indices, documents), chunk_size=2_000):
        pass
    return documents


def _writes(indices: Indices, documents: Documents) -> Iterator[dict[str, Any]]:
    for (name, key), document in documents.items():
        action: dict[str, Any] = {
            "_index": indices.alias(name),
            "_id": key,
            "_source": document,
        }
        if name == "listing-observations":
            action |= {"version": 7, "version_type": "external"}
        yield action


def start_writers(
    here: Settings,
) -> tuple[Crawled, Seen, Due, Paired, Clustered, Audited]:
    """Set one writer of each kind to work."""
    known = [
        listing_id("harbour", f"known-{number}") for number in range(KNOWN_LISTINGS + 9)
    ]
    writers = (
        Crawled(here, 1),
        Seen(here, 2, known),
        Due(here, 3),
        Paired(here, 4),
        Clustered(here, 5),
        Audited(here, 6),
    )
    for writer in writers:
        writer.start()
    return writers


def stop(writers: tuple[Writer, ...]) -> None:
    """Let writers finish what they do, and see that all went on well."""
    for writer in writers:
        writer.told_to_stop.set()
    for writer in writers:
        writer.join()
    assert {writer.name: writer.failure for writer in writers} == {
        writer.name: None for writer in writers
    }
    assert min(writer.rounds for writer in writers) > 3
    # Somebody met the closed index: writing did go on at the end of a copying.
    assert sum(writer.waits for writer in writers) > 0


def command(here: Settings) -> list[str]:
    """Return the command that migrates in a process of its own."""
    where = [str(here.home), str(here.elasticsearch_url), here.index_prefix]
    return [sys.executable, str(PROCESS), *where]


def kill_while_copying(here: Settings, alias: str) -> None:
    """Migrate, and kill the process with SIGKILL in the middle of the largest index."""
    with subprocess.Popen(
        command(here), stdout=subprocess.PIPE, text=True, cwd=PROCESS.parents[2]
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            what, _, done = line.partition(" ")
            if what == alias and int(done) >= KILLED_AT:
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL


def run_to_its_end(here: Settings) -> list[dict[str, Any]]:
    """Migrate, and return what was done."""
    ended = subprocess.run(
        command(here),
        capture_output=True,
        text=True,
        cwd=PROCESS.parents[2],
        check=True,
    )
    lines = ended.stdout.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def everything(client: Elasticsearch, indices: Indices) -> Documents:
    """Return all documents; one that is there twice is an error."""
    found: Documents = {}
    for name in standing(client, indices):
        for hit in iter_hits(client, indices.alias(name), refresh=True):
            assert (name, hit["_id"]) not in found
            found[name, hit["_id"]] = hit["_source"]
    return found


def ids(documents: Documents, name: str) -> set[str]:
    """Return the ids of one index."""
    return {key for index, key in documents if index == name}


def assert_nothing_lost(before: Documents, after: Documents) -> None:
    """See that what was there before is there, unchanged where nobody wrote to it."""
    written = {
        listing_id("harbour", f"known-{number}") for number in range(KNOWN_LISTINGS + 9)
    }
    assert before.keys() - after.keys() == set()
    untouched = {where for where in before if where[1] not in written}
    assert len(untouched) == len(before) - len(written)
    changed = [
        where
        for where in untouched
        if before[where] != {key: after[where].get(key) for key in before[where]}
    ]
    assert changed == []


def assert_listings(crawled: Crawled, seen: Seen, after: Documents) -> None:
    """See that states show the newest, and that history has each observation once."""
    numbers = {listing_id("harbour", number): number for number in crawled.newest}
    for key, number in numbers.items():
        state = after["listings", key]
        assert state["title"] == f"Offer {number} at {crawled.newest[number]}"
    for key, minute in seen.last.items():
        last = NOON + timedelta(minutes=minute)
        if key in numbers:
            last = max(last, NOON + hours(crawled.newest[numbers[key]]))
        assert datetime.fromisoformat(after["listings", key]["last_seen_at"]) == last
    wanted = {
        observation_id(listing_id("harbour", number), NOON + hours(hour), 0)
        for number, hour in crawled.observed
    }
    assert wanted == {
        key
        for key in ids(after, "listing-observations")
        if not key.startswith("listing-observations-")
    }
