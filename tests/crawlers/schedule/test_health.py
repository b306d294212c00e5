import os
from pathlib import Path

import pytest

from core.errors import ServiceUnavailableError
from crawlers.schedule.beat import REFRESH_S
from crawlers.schedule.health import (
    MARK,
    STALE_S,
    USAGE,
    main,
    mark_alive,
    require_beat,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    return tmp_path


def test_beat_is_healthy_once_it_has_looked(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["beat"]) == 1
    assert "not looked at the schedules yet" in capsys.readouterr().err
    mark_alive(home)
    assert main(["beat"]) == 0
    assert capsys.readouterr().err == ""


def test_beat_that_stopped_looking_is_unhealthy(home: Path) -> None:
    mark_alive(home)
    seconds = (home / MARK).stat().st_mtime - STALE_S - 1
    os.utime(home / MARK, (seconds, seconds))
    with pytest.raises(ServiceUnavailableError, match="stopped looking"):
        require_beat(home)


def test_one_slow_look_is_not_taken_for_the_end() -> None:
    assert STALE_S >= 3 * REFRESH_S


def test_a_crawler_without_redis_is_unhealthy_with_the_reason(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STALLWATCH_REDIS_URL", "redis://127.0.0.1:1/0")
    assert main(["crawler"]) == 1
    assert "Redis does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["worker"], ["beat", "crawler"]])
def test_another_part_is_a_fault_of_the_asker(home: Path, arguments: list[str]) -> None:
    assert main(arguments) == USAGE
