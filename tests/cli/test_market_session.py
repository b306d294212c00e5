import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.access.cookies import load_sessions
from crawlers.access.state import MarketAccess, load_access, save_access
from crawlers.ledger.lock import lock_market
from tests.cli.conftest import Stallwatch
from tests.crawlers.small_market import LOGIN, PROFILE

BASE = "http://lamps.test"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "markets").mkdir(parents=True)
    text = PROFILE.replace("{origin}", BASE).replace("{host}", "lamps.test")
    (home / "markets" / "lamps.yml").write_text(text + LOGIN)
    return home


@pytest.fixture
def cookie_file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "cookies.txt"
        path.write_text(text)
        return str(path)

    return write


def test_market_that_was_never_crawled_is_active(
    home: Path, stallwatch: Stallwatch
) -> None:
    done = stallwatch("market", "session", "lamps")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "lamps: active",
        "to do: nothing: it can be crawled",
        "login: missing from the secrets",
    ]
    assert load_access(Settings(home=home), "lamps").since is None


def test_pasted_cookie_opens_the_market_and_is_never_shown(
    home: Path, stallwatch: Stallwatch, cookie_file: Callable[[str], str]
) -> None:
    settings = Settings(home=home)
    save_access(settings, "lamps", MarketAccess.CHALLENGE, "a puzzle")
    waiting = stallwatch("market", "session", "lamps")
    assert waiting.returncode == 3
    assert "lamps: challenge since" in waiting.stdout
    assert "to do: open the market with a browser" in waiting.stdout
    path = cookie_file(
        "lamps.test\tFALSE\t/\tFALSE\t0\tsession\ts3cr3t\n"
        "evil.test\tFALSE\t/\tFALSE\t0\tother\ts3cr3t\n"
    )
    done = stallwatch("market", "session", "lamps", "--cookie-file", path)
    assert done.returncode == 0, done.stderr
    assert "lamps: active since" in done.stdout
    assert f"kept session: {BASE}, cookies: 1" in done.stdout
    assert "refused: cookies of evil.test, which is none of the market's" in done.stdout
    assert "s3cr3t" not in done.stdout + done.stderr
    assert load_access(settings, "lamps").state is MarketAccess.ACTIVE
    assert load_sessions(settings, "lamps")[BASE][0].value == "s3cr3t"


def test_cleared_market_has_no_session_and_is_active(
    home: Path, stallwatch: Stallwatch, cookie_file: Callable[[str], str]
) -> None:
    stallwatch("market", "session", "lamps", "--cookie-file", cookie_file("a=b"))
    save_access(Settings(home=home), "lamps", MarketAccess.BANNED, "shut out")
    done = stallwatch("market", "session", "lamps", "--clear", "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert (facts["state"], facts["sessions"]) == ("active", {})
    assert facts["reason"] == "cleared by hand"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing", "holds no cookies"),
        ("evil.test\tFALSE\t/\tFALSE\t0\ta\tb", "evil.test"),
    ],
)
def test_useless_cookies_change_nothing(
    home: Path,
    stallwatch: Stallwatch,
    cookie_file: Callable[[str], str],
    text: str,
    told: str,
) -> None:
    save_access(Settings(home=home), "lamps", MarketAccess.CHALLENGE, "a puzzle")
    done = stallwatch("market", "session", "lamps", "--cookie-file", cookie_file(text))
    assert done.returncode == 2
    assert told in done.stderr
    access = load_access(Settings(home=home), "lamps")
    assert access.state is MarketAccess.CHALLENGE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("carpets",), "no market is called"),
        (("lamps", "--cookie-file", "missing.txt"), "missing.txt: No such file"),
        (("lamps", "--address", "http://evil.test"), "none of the market's addresses"),
    ],
)
def test_wrong_use_is_told(
    home: Path, stallwatch: Stallwatch, words: tuple[str, ...], told: str
) -> None:
    assert home.is_dir()
    done = stallwatch("market", "session", *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_session_is_not_changed_under_a_running_crawl(
    home: Path, stallwatch: Stallwatch, cookie_file: Callable[[str], str]
) -> None:
    lock = lock_market(home, "lamps", "run-1")
    path = cookie_file("a=b")
    done = stallwatch("market", "session", "lamps", "--cookie-file", path)
    assert done.returncode == 1
    assert "run-1" in done.stderr
    assert load_sessions(Settings(home=home), "lamps") == {}
    # Looking is no change.
    assert stallwatch("market", "session", "lamps").returncode == 0
    lock.release()
