import pytest

from api.problems import INTERNAL, KINDS, kind_of
from core.errors import (
    ConfigError,
    ConflictError,
    CursorExpiredError,
    CursorMalformedError,
    IndexingError,
    JudgingRefusedError,
    NotFoundError,
    QueryError,
    ServiceUnavailableError,
    StallwatchError,
)
from tests.api.conftest import Api


@pytest.mark.parametrize(
    ("error", "slug", "status"),
    [
        (QueryError("x"), "query", 400),
        (CursorMalformedError("x"), "cursor-malformed", 400),
        (CursorExpiredError("x"), "cursor-expired", 410),
        (NotFoundError("x"), "not-found", 404),
        (ServiceUnavailableError("x"), "unavailable", 503),
        (ConflictError("x"), "conflict", 409),
        (JudgingRefusedError("x"), "judging", 403),
        (IndexingError("x"), "internal", 500),
        (ConfigError("x"), "internal", 500),
    ],
)
def test_kind_goes_by_class(error: StallwatchError, slug: str, status: int) -> None:
    kind = kind_of(error)
    assert (kind.slug, int(kind.status)) == (slug, status)


def test_kinds_have_different_addresses_and_all_a_remedy() -> None:
    assert len({kind.uri for kind in KINDS}) == len(KINDS)
    assert all(kind.remedy and kind.uri.startswith("/problems/") for kind in KINDS)
    assert INTERNAL in KINDS


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/listings/unknown", 404),
        ("GET", "/api/v1/vendors/unknown", 404),
        ("GET", "/api/v1/vendors/unknown/links", 404),
        ("GET", "/api/v1/entities/EMAIL/nobody@example.org", 404),
        ("GET", "/api/v1/entities/EMAIL/nobody", 400),
        ("GET", "/api/v1/entities/NOTHING/x", 400),
        ("GET", "/api/v1/search?limit=many", 400),
        ("GET", "/api/v1/search?limit=0", 400),
        ("GET", "/api/v1/search?limit=201", 400),
        ("GET", "/api/v1/search?price_min=10", 400),
        ("GET", "/api/v1/search?currency=EUR", 400),
        ("GET", "/api/v1/search?price_min=9&price_max=1&currency=EUR", 400),
        ("GET", "/api/v1/search?price_min=nan&currency=EUR", 400),
        ("GET", "/api/v1/search?price_min=inf&currency=EUR", 400),
        ("GET", "/api/v1/search?seen_from=yesterday", 400),
        ("GET", "/api/v1/search?seen_from=2026-11-22T00:00:00", 400),
        ("GET", "/api/v1/search?cursor=made-up", 400),
        ("GET", "/api/v1/search?nothing=1", 400),
        ("GET", "/api/v1/search?q=" + "x" * 600, 400),
        ("GET", "/problems/unknown", 404),
        ("GET", "/api/v1/links/unknown", 404),
        ("GET", "/api/v1/links?min_probability=2", 400),
        ("GET", "/api/v1/links?judged=maybe", 400),
        ("GET", "/api/v1/links?limit=101", 400),
        ("GET", "/api/v1/links?cursor=made-up", 400),
        ("GET", "/api/v1/links/over-correlating?limit=0", 400),
        ("GET", "/api/v1/clusters/unknown", 404),
        ("GET", "/api/v1/clusters/unknown/history", 404),
        ("GET", "/api/v1/vendors/unknown/cluster", 404),
        ("GET", "/api/v1/vendors/a/judgements/a", 400),
        ("PUT", "/api/v1/links/unknown/judgement", 403),
        ("DELETE", "/api/v1/links/unknown/judgement?reason=mistaken", 403),
        ("DELETE", "/api/v1/links/unknown/judgement?reson=mistaken", 400),
        ("POST", "/api/v1/search", 405),
        ("DELETE", "/api/v1/listings/a", 405),
        ("OPTIONS", "/api/v1/search", 405),
    ],
)
def test_every_error_is_a_problem(
    api: Api, method: str, path: str, status: int
) -> None:
    answer = api.client.request(method, path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert api.client.get(problem["type"]).status_code == 200


@pytest.mark.elasticsearch
def test_a_wrong_value_is_named_with_its_parameter(api: Api) -> None:
    answer = api.client.get("/api/v1/search", params={"limit": "many"})
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == "limit"
    assert "'many'" in fault["detail"]


@pytest.mark.elasticsearch
def test_a_hostile_value_is_cut_and_escaped(api: Api) -> None:
    answer = api.client.get("/api/v1/search", params={"limit": "\x1b[31m" * 200})
    assert "\x1b" not in answer.text
    assert len(answer.text) < 2_000
