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
