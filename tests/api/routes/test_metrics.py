from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from core.settings import Settings
from search.audit import audit_entries
from tests.api.conftest import Api
from tests.builders import make_listing, make_run

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def local(api: Api) -> Iterator[TestClient]:
    """A client on the machine itself, without a key."""
    app = create_app(api.settings)
    with TestClient(app, client=("127.0.0.1", 40_000)) as client:
        yield client


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_are_prometheus_text_for_whoever_is_here(
    api: Api, local: TestClient, index: Callable[..., None]
) -> None:
    index(make_listing(1), make_listing(2), runs=(make_run(unreadable=3),))
    answer = local.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = samples(answer.text)
    assert found["stallwatch_up", "elasticsearch"] == 1
    assert found["stallwatch_listings", "harbour", "present"] == 2
    assert found["stallwatch_last_run_unreadable", "harbour"] == 3
    assert found["stallwatch_dead_letters",] == 0
    assert "northwind" not in answer.text
    assert audit_entries(api.elasticsearch, api.settings) == []


def test_metrics_need_a_key_from_elsewhere_but_no_purpose(api: Api) -> None:
    assert api.bare.get("/metrics").status_code == 401
    wrong = {"X-API-Key": api.revoked_key}
    assert api.bare.get("/metrics", headers=wrong).status_code == 401
    right = {"X-API-Key": api.key}
    assert api.bare.get("/metrics", headers=right).status_code == 200


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via"]
)
def test_metrics_behind_a_proxy_on_this_machine_need_a_key(
    local: TestClient, header: str
) -> None:
    assert local.get("/metrics", headers={header: "10.0.0.9"}).status_code == 401


def test_wrong_key_is_refused_even_from_here(local: TestClient, api: Api) -> None:
    headers = {"X-API-Key": api.revoked_key}
    assert local.get("/metrics", headers=headers).status_code == 401


def test_metrics_say_which_part_is_away(api_settings: Settings) -> None:
    away = api_settings.model_copy(
        update={"elasticsearch_url": "http://127.0.0.1:1", "redis_url": None}
    )
    app = create_app(away.model_copy(update={"redis_port": 1}))
    with TestClient(app, client=("127.0.0.1", 40_000)) as client:
        answer = client.get("/metrics")
    assert answer.status_code == 200
    found = samples(answer.text)
    assert found == {
        ("stallwatch_up", "elasticsearch"): 0,
        ("stallwatch_up", "redis"): 0,
    }
