import pytest

from core.settings import Settings
from workers.command import NAME, worker_command
from workers.health import main


def test_a_worker_without_redis_is_unhealthy_with_the_reason(
    no_broker: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("STALLWATCH_REDIS_URL", no_broker.broker_url)
    assert main() == 1
    assert "Redis does not answer" in capsys.readouterr().err


def test_it_asks_the_worker_that_the_command_starts() -> None:
    assert f"--hostname={NAME}@%h" in worker_command(Settings())
