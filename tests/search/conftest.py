"""The indices of a test, and the stores on top of them."""

import uuid
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from core.settings import Settings
from search.account_keys import KeyStore
from search.account_store import AccountStore
from search.due_store import DueStore
from search.entities import EntityReader
from search.indices import Indices, VectorModel, create_indices
from search.ingest_store import IngestStore
from search.link_store import LinkStore
from search.reader import Reader
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS

MODEL = VectorModel("test-encoder 1", DIMENSIONS)


@pytest.fixture(scope="session")
def shared_prefix() -> str:
    """One prefix for all tests of this room: creating every index takes seconds."""
    return f"search-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def ready(
    client: Elasticsearch, settings: MakeSettings, shared_prefix: str
) -> Iterator[Settings]:
    """Settings of a prefix whose indices exist and are empty."""
    made = settings(index_prefix=shared_prefix)
    create_indices(client, made, MODEL)
    yield made
    # Whole indices go: a removed document would leave its version behind for a minute.
    every = f"{shared_prefix}-*"
    answer = client.indices.stats(index=every, metric="indexing")
    used = {
        name
        for name, index in answer["indices"].items()
        if index["total"]["indexing"]["index_total"] > 0
    }
    used |= {
        name
        for name, index in client.indices.get_settings(
            index=every, expand_wildcards="all"
        ).items()
        # A closed index has no statistics, and would stay closed for the next test.
        if "blocks" in index["settings"]["index"] or name not in answer["indices"]
    }
    if used:
        client.indices.delete(index=sorted(used))


@pytest.fixture
def indices(ready: Settings) -> Indices:
    return Indices(ready.index_prefix)


@pytest.fixture
def store(client: Elasticsearch, ready: Settings) -> IngestStore:
    return IngestStore(client, ready)


@pytest.fixture
def links(client: Elasticsearch, ready: Settings) -> LinkStore:
    return LinkStore(client, ready)


@pytest.fixture
def accounts(client: Elasticsearch, ready: Settings) -> AccountStore:
    return AccountStore(client, ready)


@pytest.fixture
def keys(client: Elasticsearch, ready: Settings) -> KeyStore:
    return KeyStore(client, ready)


@pytest.fixture
def due(client: Elasticsearch, ready: Settings) -> DueStore:
    return DueStore(client, ready)


@pytest.fixture
def reader(client: Elasticsearch, ready: Settings) -> Reader:
    return Reader(client, ready)


@pytest.fixture
def entities(client: Elasticsearch, ready: Settings) -> EntityReader:
    return EntityReader(client, ready)
