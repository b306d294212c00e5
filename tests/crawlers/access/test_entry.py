from pathlib import Path

import pytest

from core.errors import BlockedError, ConfigError
from core.settings import Settings
from crawlers.access.cookies import StoredCookie, save_session
from crawlers.access.entry import enter_market
from crawlers.access.state import MarketAccess, save_access
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from tests.crawlers.access.homes import write_logins
from tests.crawlers.small_market import LOGIN, PROFILE, USERNAME

BASE = "http://lamps.test"


def profile_of(extra: str = "") -> MarketProfile:
    text = PROFILE.replace("{origin}", BASE).replace("{host}", "lamps.test")
    return parse_profile(text + extra, source="lamps.yml")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_market_without_login_is_entered_with_nothing(settings: Settings) -> None:
    assert enter_market(profile_of(), settings) is None


def test_login_of_the_secrets_is_taken(settings: Settings) -> None:
    write_logins(settings.home)
    credentials = enter_market(profile_of(LOGIN), settings)
    assert credentials is not None
    assert credentials.username == USERNAME


def test_kept_session_does_where_there_is_no_login(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="needs a login"):
        enter_market(profile_of(LOGIN), settings)
    cookie = StoredCookie(name="a", value="b", domain="lamps.test")
    save_session(settings, "lamps", "http://elsewhere.test", [cookie])
    with pytest.raises(ConfigError, match="needs a login"):
        enter_market(profile_of(LOGIN), settings)
    save_session(settings, "lamps", BASE, [cookie])
    assert enter_market(profile_of(LOGIN), settings) is None


def test_market_that_waits_for_a_human_is_not_entered(settings: Settings) -> None:
    save_access(settings, "lamps", MarketAccess.CHALLENGE, "a puzzle")
    with pytest.raises(BlockedError, match="solve its challenge by hand"):
        enter_market(profile_of(), settings)
