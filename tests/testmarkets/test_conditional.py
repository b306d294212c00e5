from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from testmarkets.conditional import conditional, http_date
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin

BEFORE, LISTED, AFTER = (
    http_date(datetime(2026, 1, 2, hour, 4, tzinfo=UTC)) for hour in (14, 15, 16)
)
"""Round the date on which the listings of the hand-written market were listed."""


@pytest.fixture
def lantern(make_skin: Callable[..., Skin]) -> TestClient:
    return TestClient(conditional(make_skin("lantern").app, with_etags=True))


@pytest.fixture
def foundry(make_skin: Callable[..., Skin]) -> TestClient:
    return TestClient(conditional(make_skin("foundry").app, with_etags=False))


def test_page_with_the_tag_that_is_known_is_not_sent_again(lantern: TestClient) -> None:
    tag = lantern.get("/p/a1").headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = lantern.get("/p/a1", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = lantern.get("/p/a1", headers={"If-None-Match": '"other"'})
    assert (other.status_code, len(other.content) > 0) == (200, True)


def test_pages_that_differ_have_different_tags(lantern: TestClient) -> None:
    tags = {lantern.get(path).headers["etag"] for path in ("/", "/p/a1", "/p/hostile")}
    assert len(tags) == 3
    assert "etag" not in lantern.get("/p/gone").headers


@pytest.mark.parametrize(
    ("since", "status"), [(BEFORE, 200), (LISTED, 304), (AFTER, 304), ("soon", 200)]
)
def test_thread_is_sent_again_only_where_it_changed_since(
    foundry: TestClient, since: str, status: int
) -> None:
    path = "/viewtopic.php?t=a1"
    assert foundry.get(path).headers["last-modified"] == LISTED
    answer = foundry.get(path, headers={"If-Modified-Since": since})
    assert answer.status_code == status


def test_pages_without_a_date_are_always_sent(foundry: TestClient) -> None:
    answer = foundry.get("/", headers={"If-Modified-Since": AFTER})
    assert answer.status_code == 200


def test_one_market_sends_tags_and_one_dates(make_skin: Callable[..., Skin]) -> None:
    assert [name for name in SKINS if make_skin(name).sends_etags] == ["lantern"]
