from dataclasses import dataclass

import pytest

from api.auth import ANONYMOUS, MAX_PURPOSE_CHARS, Principal, authorise
from core.errors import KeyRefusedError, PurposeMissingError
from tests.api.conftest import Api

SEARCH = "/api/v1/search"
PURPOSE = {"X-Purpose": "case 17/26"}


@dataclass(frozen=True)
class Key:
    key_id: str = "k1"
    name: str = "analyst"
    may_judge: bool = False


class OneKey:
    """Knows one key; notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find_key(self, secret: str) -> Key | None:
        self.asked.append(secret)
        return Key() if secret == "right" else None


def test_authorise_returns_who_asks_and_why() -> None:
    expected = Principal(key_id="k1", name="analyst", purpose="case 17")
    assert authorise("right", " case \n 17 ", OneKey()) == expected


@pytest.mark.parametrize("key", [None, "wrong", "", "x" * 10_000])
def test_authorise_refuses_without_a_key_that_is_in_force(key: str | None) -> None:
    with pytest.raises(KeyRefusedError, match="key"):
        authorise(key, "case 17", OneKey())


def test_authorise_looks_up_no_overlong_key() -> None:
    keys = OneKey()
    with pytest.raises(KeyRefusedError):
        authorise("x" * 10_000, "case 17", keys)
    assert keys.asked == []


@pytest.mark.parametrize(
    "purpose", [None, "", "  ", "ab", " a b"[:3], "x" * (MAX_PURPOSE_CHARS + 1)]
)
def test_authorise_teaches_what_a_purpose_is(purpose: str | None) -> None:
    with pytest.raises(PurposeMissingError, match="X-Purpose"):
        authorise("right", purpose, OneKey())


def test_authorise_lets_anybody_see_a_public_route() -> None:
    assert authorise(None, None, OneKey(), public=True) is ANONYMOUS
    known = authorise("right", None, OneKey(), public=True)
    assert known.name == "analyst"
    with pytest.raises(KeyRefusedError):
        authorise("wrong", None, OneKey(), public=True)


@pytest.mark.elasticsearch
def test_request_without_key_is_refused(api: Api) -> None:
    answer = api.bare.get(SEARCH, headers=PURPOSE)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "/problems/key"


@pytest.mark.elasticsearch
def test_request_with_unknown_or_revoked_key_is_refused(api: Api) -> None:
    for key in (api.key[:-1] + "x", api.revoked_key, "sw_", "é" * 5):
        headers = {b"X-API-Key": key.encode(), b"X-Purpose": b"case 17"}
        answer = api.bare.get(SEARCH, headers=headers)
        assert answer.status_code == 401
        assert "unknown or revoked" in answer.json()["detail"]
        assert key not in answer.text


@pytest.mark.elasticsearch
def test_request_without_purpose_is_refused(api: Api) -> None:
    answer = api.bare.get(SEARCH, headers={"X-API-Key": api.key})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/purpose"
    assert "case number" in answer.json()["detail"]


@pytest.mark.elasticsearch
def test_request_may_carry_key_and_purpose_in_either_place(api: Api) -> None:
    for headers in ({"X-API-Key": api.key}, {"Authorization": f"Bearer {api.key}"}):
        assert api.bare.get(SEARCH, headers=headers | PURPOSE).status_code == 200
        answer = api.bare.get(SEARCH, headers=headers, params={"purpose": "case 17"})
        assert answer.status_code == 200


@pytest.mark.elasticsearch
def test_request_with_another_scheme_is_refused(api: Api) -> None:
    headers = PURPOSE | {"Authorization": f"Basic {api.key}"}
    assert api.bare.get(SEARCH, headers=headers).status_code == 401
