from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from testmarkets.skins.skin import Skin


@pytest.fixture
def client(make_skin: Callable[..., Skin]) -> TestClient:
    return TestClient(make_skin("foundry", more=30).app)


def test_thread_starts_with_lines_of_labels(client: TestClient) -> None:
    html = client.get("/viewtopic.php?t=a1").text
    assert "Price: 1234.50 EUR<br />" in html
    assert "To: Germany, Switzerland, United Kingdom<br />" in html
    assert "[Board: Papers]" in html


def test_board_names_pages_by_their_first_thread(client: TestClient) -> None:
    first = client.get("/viewforum.php?f=2").text
    assert first.count('class="topictitle"') == 25
    assert "/viewforum.php?f=2&amp;start=25" in first
    second = client.get("/viewforum.php?f=2&start=25").text
    assert second.count('class="topictitle"') == 7
    assert "start=50" not in second


@pytest.mark.parametrize("start", ["50", "x", "-1", "9" * 5000])
def test_board_page_that_is_not_there_is_404(client: TestClient, start: str) -> None:
    assert client.get(f"/viewforum.php?f=2&start={start}").status_code == 404


def test_quotes_of_replies_are_nested_and_closed(client: TestClient) -> None:
    pages = [client.get(f"/viewtopic.php?t=m{number}").text for number in range(30)]
    assert all(
        page.count("<blockquote>") == page.count("</blockquote>") for page in pages
    )
    assert max(page.count("<cite>") for page in pages) == 3


def test_key_is_shown_line_by_line(client: TestClient) -> None:
    html = client.get("/memberlist.php?mode=viewprofile&u=v-1").text
    assert "<code>-----BEGIN PGP PUBLIC KEY BLOCK-----<br /><br />mDME" in html
