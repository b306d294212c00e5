from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from testmarkets.skins.skin import Skin

LogIn = Callable[..., str]


@pytest.fixture
def client(make_skin: Callable[..., Skin]) -> TestClient:
    """A visitor who has not logged in."""
    return TestClient(make_skin("harbour").app)


def test_visitor_gets_the_login_page_with_status_200(client: TestClient) -> None:
    for path in ("/", "/listing/a1", "/vendor/v-1", "/category/x", "/login"):
        response = client.get(path)
        assert response.status_code == 200
        assert 'id="login"' in response.text
        assert "A fine thing" not in response.text


def test_right_login_opens_the_market(client: TestClient, log_in: LogIn) -> None:
    assert "Categories" in log_in(client)
    assert "A fine thing" in client.get("/listing/a1").text


@pytest.mark.parametrize(
    "wrong",
    [{"username": "root"}, {"password": "x"}, {"password": ""}, {"username": "é"}],
)
def test_wrong_login_is_refused(
    client: TestClient, log_in: LogIn, wrong: dict[str, str]
) -> None:
    page = log_in(client, **wrong)
    assert '<p class="login-error">Wrong username or password.</p>' in page
    assert 'id="login"' in client.get("/").text


def test_login_without_the_forms_token_is_refused(
    client: TestClient, log_in: LogIn
) -> None:
    assert "The form has expired" in log_in(client, csrf_token="guessed")
    assert 'id="login"' in client.get("/").text


def test_login_without_a_session_is_refused(make_skin: Callable[..., Skin]) -> None:
    fresh = TestClient(make_skin("harbour").app)
    form = {"username": "analyst", "password": "harbour-test"}
    assert "The form has expired" in fresh.post("/login", data=form).text


def test_login_opens_a_new_session(client: TestClient, log_in: LogIn) -> None:
    client.get("/login")
    before = client.cookies["harbour_session"]
    log_in(client)
    assert client.cookies["harbour_session"] != before


def test_listing_is_a_table_of_labels(client: TestClient, log_in: LogIn) -> None:
    log_in(client)
    html = client.get("/listing/a1").text
    assert '<td class="label">Ships from:</td><td>Austria</td>' in html
    assert '<b class="fiat">EUR 1,234.50</b>' in html
    assert "BTC 0.01928906" in html
