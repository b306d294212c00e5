import logging

import pytest
from elasticsearch import Elasticsearch

from core.settings import Settings, get_settings
from tests.conftest import MakeSettings
from workers.services import services
from workers.startup import load_in_child, require_broker, require_search


def test_require_broker_passes_when_redis_answers(queue_settings: Settings) -> None:
    require_broker(queue_settings, timeout_s=5)


def test_require_broker_ends_the_process_with_the_remedy(
    no_broker: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        require_broker(no_broker, timeout_s=0.2)
    assert caught.value.code == 1
    assert "stallwatch up" in capsys.readouterr().err


def test_load_in_child_survives_a_missing_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STALLWATCH_ENCODER_MODEL", "no-such-model")
    monkeypatch.setenv("STALLWATCH_ELASTICSEARCH_URL", "http://127.0.0.1:1")
    get_settings.cache_clear()
    services.cache_clear()
    load_in_child()
    assert services.cache_info().currsize == 0
    get_settings.cache_clear()
    assert logging.getLogger("celery.worker.strategy").level == logging.WARNING


def test_require_search_ends_the_process_when_no_server_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        require_search(Settings())
    assert caught.value.code == 1
    assert "STALLWATCH_ELASTICSEARCH_URL" in capsys.readouterr().err


def test_require_search_does_not_wait_for_a_server_that_is_named() -> None:
    require_search(Settings(elasticsearch_url="http://127.0.0.1:1"))


def test_require_search_ends_the_process_when_the_indices_wait_for_a_migration(
    settings: MakeSettings, client: Elasticsearch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = settings()
    alias = f"{here.index_prefix}-links"
    client.indices.create(
        index=f"{alias}-v4-000001",
        aliases={alias: {"is_write_index": True}},
        mappings={"_meta": {"owner": "stallwatch", "schema_version": 4}},
    )
    with pytest.raises(SystemExit) as caught:
        require_search(here)
    assert caught.value.code == 1
    assert "`stallwatch migrate`" in capsys.readouterr().err
