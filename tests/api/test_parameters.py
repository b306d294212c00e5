import pytest

from tests.api.conftest import Api

pytestmark = pytest.mark.elasticsearch


def test_unknown_parameter_is_refused_and_the_known_are_named(api: Api) -> None:
    answer = api.client.get("/api/v1/search", params={"maket": "harbour"})
    assert answer.status_code == 400
    assert "unknown parameters: 'maket'" in answer.json()["detail"]
    assert "market" in answer.json()["detail"].partition("there are")[2]


@pytest.mark.parametrize("path", ["listings/a", "vendors/a", "vendors/a/links"])
def test_a_route_without_parameters_takes_none(api: Api, path: str) -> None:
    answer = api.client.get(f"/api/v1/{path}", params={"limit": "1"})
    assert answer.status_code == 400


def test_a_single_value_given_twice_is_refused(api: Api) -> None:
    answer = api.client.get("/api/v1/search?limit=1&limit=2")
    assert answer.status_code == 400
    assert "limit is given more than once" in answer.json()["detail"]


def test_a_list_may_be_given_often_but_not_without_end(api: Api) -> None:
    assert api.client.get("/api/v1/search?market=a&market=b").status_code == 200
    answer = api.client.get("/api/v1/search?" + "market=a&" * 101)
    assert answer.status_code == 400
    assert "more than 100 parameters" in answer.json()["detail"]


def test_every_route_takes_a_purpose_as_parameter(api: Api) -> None:
    headers = {"X-API-Key": api.key}
    for path in ("search", "listings/a", "vendors/a", "entities/DRUG/a"):
        answer = api.bare.get(
            f"/api/v1/{path}", params={"purpose": "case 17"}, headers=headers
        )
        assert answer.status_code in {200, 404}


def test_parameters_are_not_told_to_whoever_has_no_key(api: Api) -> None:
    answer = api.bare.get("/api/v1/search", params={"maket": "harbour"})
    assert answer.status_code == 401
