from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from core.settings import Settings
from tests.api.conftest import Api


@pytest.mark.elasticsearch
def test_health_needs_no_key(api: Api) -> None:
    answer = api.bare.get("/api/v1/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.elasticsearch
def test_health_passes_through_the_same_door(api: Api) -> None:
    headers = {"X-API-Key": api.revoked_key}
    assert api.bare.get("/api/v1/health", headers=headers).status_code == 401
    assert api.client.get("/api/v1/health").status_code == 200


def test_health_tells_when_elasticsearch_is_away(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, elasticsearch_url="http://127.0.0.1:1")
    with TestClient(create_app(settings)) as client:
        answer = client.get("/api/v1/health")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "5"
        assert "stallwatch status" in answer.json()["detail"]
        search = client.get("/api/v1/search", headers={"X-API-Key": "sw_" + "0" * 12})
        assert search.status_code == 503
