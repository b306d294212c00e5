import os
import sys
from pathlib import Path

import pytest

from cli.retry import retry
from core.errors import ConfigError
from tests.cli.conftest import Stallwatch


def test_retry_without_servers_says_what_to_do(stallwatch: Stallwatch) -> None:
    done = stallwatch(
        "retry",
        redis_url="redis://127.0.0.1:9/0",
        elasticsearch_url="http://127.0.0.1:9",
    )
    assert done.returncode == 1
    assert "does not answer" in done.stderr


def test_retry_where_only_a_crawler_is_installed_sends_its_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    # As if the workers' packages were not there.
    monkeypatch.setitem(sys.modules, "workers.replay", None)
    with pytest.raises(ConfigError, match=r"0 waiting batches were sent; .* there"):
        retry()


def test_retry_leaves_an_outbox_to_who_may_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox = tmp_path / "outbox"
    (outbox / "sent").mkdir(parents=True)
    (outbox / "waits.json").write_text('{"task": "x", "payload": {}}', "utf-8")
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("STALLWATCH_REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setitem(sys.modules, "workers.replay", None)
    # As the system says of a volume that is mounted to be read alone, even to root.
    monkeypatch.setattr(os, "access", lambda path, _: path != outbox)
    with pytest.raises(ConfigError, match="0 waiting batches were sent"):
        retry()
    assert "run `stallwatch retry` there, too" in capsys.readouterr().err
