import pytest

from api.security import MAX_BODY_BYTES, MAX_TARGET_BYTES
from tests.api.conftest import Api

pytestmark = pytest.mark.elasticsearch


@pytest.mark.parametrize(
    "path",
    ["/api/v1/search", "/api/v1/health", "/api/docs", "/nothing", "/problems/key"],
)
def test_every_answer_stays_out_of_caches_frames_and_other_origins(
    api: Api, path: str
) -> None:
    headers = api.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_answers_with_data_may_load_nothing(api: Api) -> None:
    policy = api.client.get("/api/v1/search").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_an_overlong_address_is_refused(api: Api) -> None:
    answer = api.client.get("/api/v1/search", params={"q": "x" * MAX_TARGET_BYTES})
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large"


def test_a_body_is_refused(api: Api) -> None:
    def endless() -> list[bytes]:
        return [b"x" * 10]

    large = api.client.request(
        "GET", "/api/v1/search", content=b"x" * (MAX_BODY_BYTES + 1)
    )
    chunked = api.client.request("GET", "/api/v1/search", content=iter(endless()))
    assert (large.status_code, chunked.status_code) == (413, 413)
    small = api.client.request("GET", "/api/v1/search", content=b"{}")
    assert small.status_code == 200


def test_a_made_up_length_is_refused(api: Api) -> None:
    for length in ("-1", "many", "9" * 5_000):
        answer = api.client.get("/api/v1/search", headers={"Content-Length": length})
        assert answer.status_code == 413
