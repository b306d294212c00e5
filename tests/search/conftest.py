"""The indices of a test, and the stores on top of them."""

import pytest
from elasticsearch import Elasticsearch

from core.settings import Settings
from search.entities import EntityReader
from search.indices import Indices, VectorModel, create_indices
from search.ingest_store import IngestStore
from search.link_store import LinkStore
from search.reader import Reader
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS

MODEL = VectorModel("test-encoder 1", DIMENSIONS)


@pytest.fixture
def ready(client: Elasticsearch, settings: MakeSettings) -> Settings:
    """Settings of a prefix whose indices exist."""
    made = settings()
    create_indices(client, made, MODEL)
    return made


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
def reader(client: Elasticsearch, ready: Settings) -> Reader:
    return Reader(client, ready)


@pytest.fixture
def entities(client: Elasticsearch, ready: Settings) -> EntityReader:
    return EntityReader(client, ready)
