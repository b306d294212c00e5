import re

import pytest

from api.app import create_app
from core.settings import Settings
from tests.api.conftest import Api

pytestmark = pytest.mark.elasticsearch
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+", re.IGNORECASE)


def test_documentation_names_no_foreign_host(api: Api) -> None:
    page = api.bare.get("/api/docs")
    assert page.status_code == 200
    assert ADDRESS.findall(page.text) == []
    for asset in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert asset.startswith("/api/")
        assert api.bare.get(asset).status_code == 200


def test_documentation_policy_allows_this_origin_alone(api: Api) -> None:
    policy = api.bare.get("/api/docs").headers["content-security-policy"]
    assert ADDRESS.findall(policy) == []
    assert "connect-src 'self'" in policy


def test_description_covers_every_route_and_the_error_envelope(api: Api) -> None:
    schema = api.bare.get("/api/openapi.json").json()
    assert set(schema["paths"]) == {
        "/api/v1/search",
        "/api/v1/listings/{listing_id}",
        "/api/v1/listings/{listing_id}/history",
        "/api/v1/runs",
        "/api/v1/runs/{run_id}",
        "/api/v1/vendors/{vendor_id}",
        "/api/v1/vendors/{vendor_id}/feedback",
        "/api/v1/vendors/{vendor_id}/links",
        "/api/v1/vendors/{vendor_id}/cluster",
        "/api/v1/vendors/{left}/judgements/{right}",
        "/api/v1/links",
        "/api/v1/links/over-correlating",
        "/api/v1/links/{link_id}",
        "/api/v1/links/{link_id}/judgement",
        "/api/v1/clusters/{cluster_id}",
        "/api/v1/clusters/{cluster_id}/history",
        "/api/v1/entities/{kind}/{value}",
        "/api/v1/health",
    }
    assert "Problem" in schema["components"]["schemas"]
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    operations = [
        operation for path in schema["paths"].values() for operation in path.values()
    ]
    assert len(operations) == 21
    for operation in operations:
        answers = operation["responses"]
        assert {"200", "400", "401", "403", "409", "503"} <= set(answers)
        assert "422" not in answers
        assert operation["security"]


def test_description_refers_to_nothing_that_is_not_there(api: Api) -> None:
    text = api.bare.get("/api/openapi.json").text
    schemas = api.bare.get("/api/openapi.json").json()["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/([A-Za-z]+)", text)) <= set(schemas)


def test_two_applications_of_one_home_take_each_other_s_cursors(
    api: Api, api_settings: Settings
) -> None:
    first = api.client.app.state.services.signer  # type: ignore[attr-defined]
    second = create_app(api_settings).state.services
    assert second.signer.open(first.seal(7, question="q"), question="q") == 7
    second.close()
