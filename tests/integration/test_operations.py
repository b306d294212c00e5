"""The requests of docs/operations.md do on a real server what the page says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.settings import Settings
from search.due_store import DueStore
from search.indices import VectorModel, check_version, create_indices
from search.ingest_store import IngestStore
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS, make_listing

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
REQUEST = re.compile(r"^```http\n(\w+) (\S+)\n(?:(\{.*\})\n)?```$", re.MULTILINE)


def requests_of_the_page(here: Settings) -> list[tuple[str, str, Any]]:
    """Return method, path and body of each request, for a test's own indices."""
    text = PAGE.read_text("utf-8")
    text = text.replace("stallwatch-*", f"{here.index_prefix}-*")
    text = text.replace("/_snapshot/stallwatch", f"/_snapshot/{here.index_prefix}")
    text = text.replace(
        '"location": "stallwatch"', f'"location": "{here.index_prefix}"'
    )
    return [
        (method, path, json.loads(body) if body else None)
        for method, path, body in REQUEST.findall(text)
    ]


def perform(client: Elasticsearch, request: tuple[str, str, Any]) -> Any:
    """Send a request as the page gives it."""
    method, path, body = request
    headers = {"accept": "application/json", "content-type": "application/json"}
    return client.perform_request(method, path, body=body, headers=headers).body


def test_backup_and_restore_as_the_page_says(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    here = settings()
    create_indices(client, here, VectorModel("test-encoder 1", DIMENSIONS))
    store, due = IngestStore(client, here), DueStore(client, here)
    store.save_batch([make_listing(1), make_listing(2)], [])
    due.mark(["kept"])
    name, take, look, allow, close, forbid, restore, wait = requests_of_the_page(here)
    try:
        perform(client, name)
        assert perform(client, take)["snapshot"]["state"] == "SUCCESS"
        assert perform(client, look)["snapshots"][0]["state"] == "SUCCESS"
        store.save_batch([make_listing(3)], [])
        due.clear(due.first(10))
        due.mark(["later"])

        for request in (allow, close, forbid):
            perform(client, request)
        restored = perform(client, restore)["snapshot"]["shards"]
        assert (restored["failed"], restored["total"]) == (0, restored["successful"])
        assert perform(client, wait)["timed_out"] is False
    finally:
        client.options(ignore_status=404).snapshot.delete(
            repository=here.index_prefix, snapshot="*"
        )
        client.options(ignore_status=404).snapshot.delete_repository(
            name=here.index_prefix
        )

    check_version(client, here)
    assert client.count(index=f"{here.index_prefix}-listings")["count"] == 2
    assert [one.vendor_id for one in due.first(10)] == ["kept"]
    # A guard of before the restore fits nothing: what is there is read anew.
    store.save_batch([make_listing(3)], [])
    store.refresh()
    assert client.count(index=f"{here.index_prefix}-listings")["count"] == 3


@pytest.mark.parametrize(
    "words",
    [
        "has mapping version",
        "closed to writes while it is migrated",
        "has taken over",
        "do not fit mapping version",
        "was not made by Stallwatch",
        "lets nobody write because its disk is nearly full",
        "is newer than this worker reads",
        "refuses these credentials",
        "does not let this user do that",
    ],
)
def test_the_table_quotes_what_the_program_says(words: str) -> None:
    assert words in " ".join(PAGE.read_text("utf-8").split())
    root = PAGE.parents[1]
    sources = [*root.glob("search/**/*.py"), *root.glob("core/*.py")]
    assert any(words in _joined(path) for path in sources)


def _joined(path: Path) -> str:
    """Return a module's text with its broken strings put together."""
    return re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))
