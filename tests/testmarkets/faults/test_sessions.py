import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

Trapped = Callable[..., TestClient]
LogIn = Callable[..., str]


def shows_login(client: TestClient) -> bool:
    return 'id="login"' in client.get("/listing/a1").text


def test_session_ends_after_so_many_requests(trapped: Trapped, log_in: LogIn) -> None:
    client = trapped("harbour", {"kind": "session_expiry", "after_requests": 3})
    client.follow_redirects = True
    for _ in range(2):
        log_in(client)
        # The page after the login is the first of its session.
        assert [shows_login(client) for _ in range(4)] == [False, False, True, True]


def test_only_so_many_sessions_end(trapped: Trapped, log_in: LogIn) -> None:
    trap = {"kind": "session_expiry", "after_requests": 2, "times": 1}
    client = trapped("harbour", trap)
    client.follow_redirects = True
    log_in(client)
    assert [shows_login(client) for _ in range(2)] == [False, True]
    log_in(client)
    assert not any(shows_login(client) for _ in range(5))


def test_session_ends_after_some_time(trapped: Trapped, log_in: LogIn) -> None:
    client = trapped("harbour", {"kind": "session_expiry", "after_s": 0.3})
    client.follow_redirects = True
    log_in(client)
    assert not shows_login(client)
    time.sleep(0.35)
    assert shows_login(client)


@pytest.mark.parametrize("path", ["/", "/listing/a1"])
def test_who_has_no_cookie_loses_none(trapped: Trapped, path: str) -> None:
    client = trapped("harbour", {"kind": "session_expiry", "after_requests": 1})
    for _ in range(3):
        client.cookies.clear()
        assert 'id="login"' in client.get(path).text
