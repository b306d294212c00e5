import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.schedule_resume import resume
from core.errors import ConfigError
from core.settings import Settings
from crawlers.schedule.pauses import pause_of, set_pause
from tests.cli.schedule_home import schedule_home

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    with schedule_home(tmp_path, redis_url, monkeypatch) as made:
        yield made


def test_resumed_market_is_paused_no_more(settings: Settings, capsys: Capture) -> None:
    set_pause(settings, "lamps", paused=True, by="ada")
    assert resume("lamps", by="bob") == 0
    assert "by its schedule again" in capsys.readouterr().out
    assert pause_of(settings, "lamps") is None
    assert resume("lamps") == 0
    assert "was not paused" in capsys.readouterr().out
    assert resume("lamps", json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"market": "lamps", "paused": False}


def test_market_whose_profile_is_gone_can_be_resumed(
    settings: Settings, capsys: Capture
) -> None:
    set_pause(settings, "lamps", paused=True, by="ada")
    (settings.markets_dir / "lamps.yml").unlink()
    assert resume("lamps", json=True) == 0
    assert not json.loads(capsys.readouterr().out)["paused"]
    with pytest.raises(ConfigError, match="no market is called"):
        resume("lamps")
