from pathlib import Path

import pytest

from core.errors import BlockedError, ConfigError
from core.settings import Settings
from crawlers.access.state import (
    CLOSED,
    MarketAccess,
    access_path,
    load_access,
    remedy,
    require_open,
    save_access,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_unknown_market_is_active(settings: Settings) -> None:
    access = load_access(settings, "lamps")
    assert access.state is MarketAccess.ACTIVE
    assert access.since is None
    assert require_open(settings, "lamps") == access


def test_state_is_kept_and_its_time_moves_only_when_it_changes(
    settings: Settings,
) -> None:
    first = save_access(settings, "lamps", MarketAccess.DOWN, "no answer")
    second = save_access(settings, "lamps", MarketAccess.DOWN, "still none")
    assert second.since == first.since
    assert load_access(settings, "lamps") == second
    assert second.reason == "still none"
    third = save_access(settings, "lamps", MarketAccess.ACTIVE)
    assert third.since is not None
    assert first.since is not None
    assert third.since > first.since
    assert access_path(settings, "lamps").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_market_that_waits_for_a_human_is_refused_with_the_remedy(
    settings: Settings, state: MarketAccess
) -> None:
    save_access(settings, "lamps", state, "it said so")
    with pytest.raises(BlockedError, match="market session lamps") as caught:
        require_open(settings, "lamps")
    assert f"state {state} since" in caught.value.message
    assert "it said so" in caught.value.message


def test_down_is_tried_again(settings: Settings) -> None:
    save_access(settings, "lamps", MarketAccess.DOWN)
    assert require_open(settings, "lamps").state is MarketAccess.DOWN


@pytest.mark.parametrize("state", MarketAccess)
def test_every_state_has_a_remedy(state: MarketAccess) -> None:
    assert "{market}" not in remedy(state, "lamps")
    assert ("--clear" in remedy(state, "lamps")) == (state in CLOSED)


@pytest.mark.parametrize("text", ["", "{}x", '{"state": "odd"}'])
def test_broken_file_is_not_taken_for_active(settings: Settings, text: str) -> None:
    save_access(settings, "lamps", MarketAccess.BANNED)
    access_path(settings, "lamps").write_text(text)
    with pytest.raises(ConfigError, match="--clear"):
        require_open(settings, "lamps")
    save_access(settings, "lamps", MarketAccess.ACTIVE)
    assert require_open(settings, "lamps").state is MarketAccess.ACTIVE
