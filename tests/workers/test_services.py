import pytest
from elasticsearch import Elasticsearch

from core.errors import ModelMissingError, SchemaVersionError
from core.settings import Settings
from search.indices import SCHEMA_VERSION, Indices
from workers.services import Services, load_services, threads_per_child


@pytest.mark.elasticsearch
@pytest.mark.models
def test_prepare_creates_the_indices(services: Services, client: Elasticsearch) -> None:
    services.prepare()
    for alias in Indices(services.settings.index_prefix).every_alias():
        assert client.indices.exists_alias(name=alias)


@pytest.mark.elasticsearch
@pytest.mark.models
def test_prepare_refuses_indices_that_were_migrated_meanwhile(
    services: Services, client: Elasticsearch
) -> None:
    services.prepare()
    alias = Indices(services.settings.index_prefix).alias("links")
    later = {"owner": "stallwatch", "schema_version": SCHEMA_VERSION + 1}
    client.indices.put_mapping(index=alias, meta=later)
    with pytest.raises(SchemaVersionError, match="update the program"):
        services.prepare()


def test_load_services_names_a_missing_model(no_broker: Settings) -> None:
    settings = no_broker.model_copy(
        update={
            "encoder_model": "no-such-model",
            "elasticsearch_url": "http://127.0.0.1:1",
        }
    )
    with pytest.raises(ModelMissingError, match="STALLWATCH_ENCODER_MODEL"):
        load_services(settings)


def test_threads_are_shared_between_children() -> None:
    alone = threads_per_child(Settings(worker_concurrency=1))
    assert threads_per_child(Settings(worker_concurrency=alone)) == 1
    assert threads_per_child(Settings(worker_concurrency=10_000)) == 1
