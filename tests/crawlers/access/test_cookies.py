import time
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http.cookies import CookieJar

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.cookies import (
    StoredCookie,
    cookies_path,
    forget_session,
    load_sessions,
    save_session,
)
from crawlers.access.keys import privacy_key_path

MAIN, MIRROR = "http://lamps.onion", "https://lamps.test:8443"
COOKIE = StoredCookie(name="session", value="s3cr3t-token", domain="lamps.onion")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_session_is_kept_encrypted_and_by_address(settings: Settings) -> None:
    other = COOKIE.model_copy(update={"domain": "lamps.test", "value": "other"})
    save_session(settings, "lamps", MAIN, [COOKIE])
    save_session(settings, "lamps", MIRROR, [other])
    assert load_sessions(settings, "lamps") == {MAIN: (COOKIE,), MIRROR: (other,)}
    path = cookies_path(settings, "lamps")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    sealed = path.read_bytes()
    assert b"s3cr3t" not in sealed
    assert b"session" not in sealed
    assert "s3cr3t" not in repr(COOKIE)


def test_expired_cookies_are_left_behind(settings: Settings) -> None:
    old = COOKIE.model_copy(update={"expires": int(time.time()) - 5})
    young = COOKIE.model_copy(update={"name": "b", "expires": int(time.time()) + 500})
    save_session(settings, "lamps", MAIN, [old, young])
    assert load_sessions(settings, "lamps") == {MAIN: (young,)}
    save_session(settings, "lamps", MAIN, [old])
    assert load_sessions(settings, "lamps") == {}


def test_forgotten_session_is_gone(settings: Settings) -> None:
    assert not forget_session(settings, "lamps")
    assert not forget_session(settings, "lamps", MAIN)
    save_session(settings, "lamps", MAIN, [COOKIE])
    save_session(settings, "lamps", MIRROR, [COOKIE])
    assert forget_session(settings, "lamps", MAIN)
    assert list(load_sessions(settings, "lamps")) == [MIRROR]
    assert forget_session(settings, "lamps")
    assert not cookies_path(settings, "lamps").exists()


def test_session_of_another_key_is_told_apart(settings: Settings) -> None:
    save_session(settings, "lamps", MAIN, [COOKIE])
    privacy_key_path(settings).unlink()
    with pytest.raises(ConfigError, match="restore the key"):
        load_sessions(settings, "lamps")


@pytest.mark.parametrize(
    ("domain", "address", "fits"),
    [
        ("lamps.onion", MAIN, True),
        ("lamps.test", MIRROR, True),
        (".onion.test", "http://a.onion.test", True),
        (".lamps.test", "http://lamps.test", True),
        ("lamps.test", "http://www.lamps.test", False),
        (".lamps.test", "http://evillamps.test", False),
        ("evil.test", MAIN, False),
    ],
)
def test_cookie_fits_the_hosts_it_is_for(domain: str, address: str, fits: bool) -> None:
    cookie = COOKIE.model_copy(update={"domain": domain})
    assert cookie.fits(address) is fits


def test_cookie_goes_into_a_jar_and_back() -> None:
    jar = CookieJar()
    jar.set_cookie(COOKIE.for_jar())
    request = Request("http://lamps.onion/item/1")
    jar.add_cookie_header(request)
    assert request.headers["Cookie"] == b"session=s3cr3t-token"
    assert [StoredCookie.of(cookie) for cookie in jar] == [COOKIE]
    elsewhere = Request("http://other.onion/")
    jar.add_cookie_header(elsewhere)
    assert "Cookie" not in elsewhere.headers
