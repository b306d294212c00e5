import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.schedule_pause import pause
from core.errors import ConfigError, ServiceUnavailableError
from core.settings import Settings
from crawlers.schedule.pauses import pause_of
from tests.cli.schedule_home import schedule_home

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    with schedule_home(tmp_path, redis_url, monkeypatch) as made:
        yield made


def test_pause_is_kept_with_name_and_reason(
    settings: Settings, capsys: Capture
) -> None:
    assert pause("lamps", reason="raid", by="ada") == 0
    assert "a crawl that runs goes on" in capsys.readouterr().out
    made = pause_of(settings, "lamps")
    assert made is not None
    assert (made.by, made.reason) == ("ada", "raid")
    assert pause("lamps", json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["paused"]
    assert told["by"]


def test_pause_of_no_market_is_refused(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="no market is called 'stools'"):
        pause("stools")
    with pytest.raises(ConfigError, match="at most 500"):
        pause("lamps", reason="x" * 501)
    assert pause_of(settings, "lamps") is None


def test_pause_without_redis_fails_and_holds_here(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(ServiceUnavailableError, match="hear of it once Redis answers"):
        pause("lamps")
    assert pause_of(settings, "lamps") is not None
