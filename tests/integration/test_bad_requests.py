"""Questions that are not answered: each says which problem it is and what to do."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.conftest import Installation
from tests.integration.markets import SEED, SIZE, crawl, serving
from tests.integration.test_bad_services import api_alone

pytestmark = pytest.mark.timeout(900)

PROBLEM = "application/problem+json"
QUESTION = {"q": "", "limit": "5"}


@pytest.fixture(scope="module", autouse=True)
def collected(stack: Installation, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Enough listings for a second page."""
    with serving(stack, tmp_path_factory.mktemp("requests"), seed=SEED, size=SIZE) as m:
        assert crawl(stack, m.profiles, "foundry").code == 0
    stack.wait_until_drained()


@pytest.fixture
def stranger(api: httpx.Client) -> Iterator[httpx.Client]:
    """A client without a key."""
    with httpx.Client(base_url=api.base_url, timeout=30) as client:
        yield client


@pytest.mark.parametrize("key", [None, "nonsense", f"sw_{'0' * 12}_{'0' * 64}"])
def test_wrong_key_opens_nothing_and_is_told_how_to_get_one(
    stranger: httpx.Client, key: str | None
) -> None:
    headers = {"X-Purpose": "tests"} | ({"X-API-Key": key} if key else {})
    answer = stranger.get("/search", params=QUESTION, headers=headers)
    problem = problem_of(answer, status=401, kind="key")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "API key" in problem["detail"]
    assert "hits" not in answer.text


def test_no_purpose_no_answer(api: httpx.Client) -> None:
    answer = api.get("/search", params=QUESTION, headers={"X-Purpose": ""})
    problem = problem_of(answer, status=403, kind="purpose")
    assert "`X-Purpose`" in problem["detail"]


@pytest.mark.parametrize("change", ["nonsense", "cut", "altered", "other question"])
def test_malformed_cursor_says_what_to_send(api: httpx.Client, change: str) -> None:
    cursor = api.get("/search", params=QUESTION).json()["next_cursor"]
    broken = {
        "nonsense": "%%%",
        "cut": cursor[:-9],
        "altered": cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        "other question": cursor,
    }[change]
    limit = "6" if change == "other question" else "5"
    asked = QUESTION | {"cursor": broken, "limit": limit}
    answer = api.get("/search", params=asked)
    problem = problem_of(answer, status=400, kind="cursor-malformed")
    assert "send" in problem["detail"]


def test_expired_cursor_says_to_ask_anew(
    stack: Installation, api: httpx.Client, tmp_path: Path
) -> None:
    here = stack.settings_here()
    urls = {
        "elasticsearch_url": str(here.elasticsearch_url),
        "api_port": "0",
        "cursor_lifetime_s": "1",
    }
    with api_alone(stack, tmp_path, **urls) as url:
        asked = f"{url}/api/v1/search"
        first = api.get(asked, params=QUESTION).json()
        time.sleep(2.1)
        late = QUESTION | {"cursor": first["next_cursor"]}
        answer = api.get(asked, params=late)
        problem = problem_of(answer, status=410, kind="cursor-expired")
    assert "ask again" in problem["detail"]


def problem_of(answer: httpx.Response, *, status: int, kind: str) -> dict[str, str]:
    """Return a problem after a look at its envelope and at the page behind its type."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    problem: dict[str, str] = answer.json()
    assert problem["type"] == f"/problems/{kind}"
    page = httpx.get(answer.url.join(problem["type"]))
    assert page.status_code == 200
    return problem
