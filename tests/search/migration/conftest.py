"""Indices of an earlier version, as the program that made them left them."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.settings import Settings
from search.indices import MAPPINGS, OWNER, SCHEMA_VERSION, Indices, Standing, standing
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS

FORMER = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "mappings" / "v4.json").read_text()
)
"""Mappings of version 4, written by the program of that version."""
RETIRED = {"retired": {"type": "keyword"}}
"""A field that the present version has no more, so that an index must be copied."""

MakeOld = Callable[..., Indices]


def make_index(
    client: Elasticsearch,
    settings: Settings,
    name: str,
    properties: dict[str, Any],
    version: int,
) -> None:
    alias = Indices(settings.index_prefix).alias(name)
    meta: dict[str, Any] = {"owner": OWNER, "schema_version": version}
    if name == "listings":
        meta |= {"model_version": "test-encoder 1", "dims": DIMENSIONS}
        properties["embedding"] = properties["embedding"] | {"dims": DIMENSIONS}
    client.indices.create(
        index=f"{alias}-v{version}-000001",
        aliases={alias: {"is_write_index": True}},
        settings={"auto_expand_replicas": "0-1"},
        mappings={"dynamic": "strict", "_meta": meta, "properties": properties},
    )


@pytest.fixture
def here(settings: MakeSettings) -> Settings:
    return settings()


def make_old(client: Elasticsearch, settings: Settings, *names: str) -> Indices:
    """Make indices of the version before, which the present writers can write to."""
    for name in names:
        properties = MAPPINGS[name]() | RETIRED
        make_index(client, settings, name, properties, SCHEMA_VERSION - 1)
    return Indices(settings.index_prefix)


@pytest.fixture
def old(client: Elasticsearch, here: Settings) -> MakeOld:
    return partial(make_old, client, here)


@pytest.fixture
def former(client: Elasticsearch, here: Settings) -> MakeOld:
    """Makes indices of version 4, exactly as they were."""

    def make(*names: str) -> Indices:
        for name in names:
            make_index(client, here, name, dict(FORMER[name]), 4)
        return Indices(here.index_prefix)

    return make


def behind(client: Elasticsearch, settings: Settings, name: str) -> Standing:
    """Return what stands behind an alias."""
    return standing(client, Indices(settings.index_prefix))[name]


def fill(
    client: Elasticsearch, alias: str, documents: Iterable[tuple[str, dict[str, Any]]]
) -> None:
    """Write documents in one request."""
    lines: list[dict[str, Any]] = []
    for key, document in documents:
        lines += [{"index": {"_id": key}}, document]
    answer = client.bulk(index=alias, operations=lines, refresh=True)
    assert not answer["errors"]


def contents(client: Elasticsearch, alias: str) -> dict[str, dict[str, Any]]:
    """Return all documents by id."""
    client.indices.refresh(index=alias)
    answer = client.search(index=alias, size=10_000)
    return {hit["_id"]: hit["_source"] for hit in answer["hits"]["hits"]}
