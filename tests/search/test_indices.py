from concurrent.futures import ThreadPoolExecutor

import pytest
from elasticsearch import Elasticsearch

from core.errors import IndexingError, ModelMismatchError, SchemaVersionError
from search.indices import (
    MAPPINGS,
    SCHEMA_VERSION,
    Indices,
    VectorModel,
    create_indices,
)
from tests.conftest import MakeSettings

MODEL = VectorModel("encoder 1", 4)


def test_indices_know_their_names() -> None:
    indices = Indices("p")
    assert indices.alias("listings") == "p-listings"
    assert indices.concrete("listings") == f"p-listings-v{SCHEMA_VERSION}-000001"
    assert len(indices.every_alias()) == len(MAPPINGS)


def test_indices_refuse_a_name_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        Indices("p").alias("listing")


def test_create_indices_makes_strict_ones_behind_aliases(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    made = settings()
    assert create_indices(client, made, MODEL) == len(MAPPINGS)
    indices = Indices(made.index_prefix)
    for name in MAPPINGS:
        answer = client.indices.get(index=indices.alias(name))
        body = answer[indices.concrete(name)]
        assert body["mappings"]["dynamic"] == "strict"
        assert body["mappings"]["_meta"]["schema_version"] == SCHEMA_VERSION
        assert body["aliases"] == {indices.alias(name): {"is_write_index": True}}
        assert body["settings"]["index"]["number_of_replicas"] == "0"


def test_create_indices_ties_the_vectors_to_the_encoder(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    made = settings()
    create_indices(client, made)
    create_indices(client, made, MODEL)
    alias = Indices(made.index_prefix).alias("listings")
    mappings = next(iter(client.indices.get_mapping(index=alias).values()))["mappings"]
    assert mappings["_meta"]["model_version"] == "encoder 1"
    embedding = mappings["properties"]["embedding"]
    assert embedding["dims"] == 4
    assert embedding["index_options"]["type"] == "int8_hnsw"


def test_create_indices_may_run_again_and_at_once(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    made = settings()
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(create_indices, client, made, MODEL) for _ in range(4)]
        counts = [run.result() for run in runs]
    assert sum(counts) == len(MAPPINGS)
    assert create_indices(client, made, MODEL) == 0


@pytest.mark.parametrize(
    "other", [VectorModel("encoder 2", 4), VectorModel("encoder 1", 8)], ids=str
)
def test_create_indices_refuses_another_encoder(
    client: Elasticsearch, settings: MakeSettings, other: VectorModel
) -> None:
    made = settings()
    create_indices(client, made, MODEL)
    with pytest.raises(ModelMismatchError, match="STALLWATCH_ENCODER_MODEL"):
        create_indices(client, made, other)


def test_create_indices_refuses_another_schema(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    made = settings()
    create_indices(client, made)
    alias = Indices(made.index_prefix).alias("links")
    meta = {"owner": "stallwatch", "schema_version": 99}
    client.indices.put_mapping(index=alias, meta=meta)
    with pytest.raises(SchemaVersionError, match=r"version 99.*update the program"):
        create_indices(client, made)


def test_create_indices_refuses_a_foreign_index_of_the_same_name(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    made = settings()
    client.indices.create(index=f"{made.index_prefix}-vendors")
    with pytest.raises(IndexingError, match="was not made by Stallwatch"):
        create_indices(client, made)


def test_create_indices_refuses_a_foreign_index_behind_the_alias(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    made = settings()
    name = Indices(made.index_prefix).concrete("vendors")
    client.indices.create(index=name)
    with pytest.raises(IndexingError, match="was not made by Stallwatch"):
        create_indices(client, made)
