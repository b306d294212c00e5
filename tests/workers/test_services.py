import pytest
from elasticsearch import Elasticsearch

from core.errors import ModelMissingError
from core.settings import Settings
from search.indices import Indices
from workers.services import Services, load_services, threads_per_child


@pytest.mark.elasticsearch
@pytest.mark.models
def test_prepare_creates_the_indices_once(
    services: Services, client: Elasticsearch
) -> None:
    before = services.prepared
    services.prepare()
    services.prepare()
    assert (before, services.prepared) == (False, True)
    for alias in Indices(services.settings.index_prefix).every_alias():
        assert client.indices.exists_alias(name=alias)


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
