import pytest
from elasticsearch import Elasticsearch

from search.audit import AuditEntry, audit_entries
from tests.api.conftest import Api

pytestmark = pytest.mark.elasticsearch


def entries(api: Api) -> list[AuditEntry]:
    return audit_entries(api.elasticsearch, api.settings)


def test_a_search_leaves_who_what_and_why(api: Api) -> None:
    api.client.get("/api/v1/search", params={"q": "watch", "market": ["a", "b"]})
    (entry,) = entries(api)
    assert entry.key_name == "analyst"
    assert entry.purpose == "case 17/26"
    assert entry.action == "GET /api/v1/search"
    assert entry.question == {"q": ["watch"], "market": ["a", "b"]}
    assert (entry.status, entry.results) == (200, 0)


def test_a_look_at_a_record_names_it(api: Api) -> None:
    api.client.get("/api/v1/vendors/abc/links")
    (entry,) = entries(api)
    assert entry.action == "GET /api/v1/vendors/{vendor_id}/links"
    assert entry.target == "/api/v1/vendors/abc/links"
    assert entry.status == 404


def test_refused_requests_are_recorded_too(api: Api) -> None:
    api.bare.get("/api/v1/search")
    api.bare.get("/api/v1/search", headers={"X-API-Key": api.key})
    api.client.get("/api/v1/search", params={"limit": "x"})
    api.client.get("/api/v1/nothing")
    api.client.post("/api/v1/search")
    found = entries(api)
    assert [entry.status for entry in found] == [401, 403, 400, 404, 405]
    assert [entry.key_name for entry in found] == ["", "", "analyst", "", ""]


def test_no_key_reaches_the_log(api: Api) -> None:
    api.bare.get("/api/v1/search", headers={"X-API-Key": api.key})
    api.client.get("/api/v1/search")
    assert all(api.key not in entry.model_dump_json() for entry in entries(api))


def test_a_purpose_in_another_alphabet_is_kept_readable(api: Api) -> None:
    purpose = "Vorgang Zürich 17"
    headers = {b"X-Purpose": purpose.encode("utf-8")}
    answer = api.client.get("/api/v1/search", headers=headers)
    assert answer.status_code == 200
    assert entries(api)[-1].purpose == purpose


def test_an_overlong_parameter_is_cut(api: Api) -> None:
    api.client.get("/api/v1/search", params={"market": "x" * 5_000})
    assert len(entries(api)[0].question["market"][0]) == 1_000


def test_a_parameter_that_no_index_takes_is_recorded_all_the_same(api: Api) -> None:
    assert api.client.get("/api/v1/search?%00=1").status_code == 400
    (entry,) = entries(api)
    assert entry.question == {"\ufffd": ["1"]}


def test_health_is_asked_too_often_to_be_recorded(api: Api) -> None:
    assert api.bare.get("/api/v1/health").status_code == 200
    assert entries(api) == []
    api.bare.get("/api/v1/health", headers={"X-API-Key": "guessed"})
    assert [entry.status for entry in entries(api)] == [401]


def test_without_audit_there_is_no_answer(api: Api, client: Elasticsearch) -> None:
    alias = f"{api.settings.index_prefix}-audit"
    client.indices.put_settings(index=alias, settings={"index.blocks.write": True})
    answer = api.client.get("/api/v1/search")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"
    assert "audit" in answer.json()["detail"]
    assert "hits" not in answer.text
