import json
from pathlib import Path

import pytest

from tests.cli.conftest import Stallwatch
from tests.conftest import MakeSettings


def test_requests_are_shown_without_a_server(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    done = stallwatch("setup", "keys", str(tmp_path / "keys"), "--dry-run")
    assert done.returncode == 0, done.stderr
    requests = json.loads(done.stdout)
    assert "POST /_security/api_key (stallwatch-worker)" in requests
    assert "PUT /_security/role/stallwatch-analyst" in requests
    assert not (tmp_path / "keys").exists()


@pytest.mark.elasticsearch
def test_server_without_keys_is_named(
    stallwatch: Stallwatch, tmp_path: Path, settings: MakeSettings
) -> None:
    # The server of the tests has its security off, and so no keys.
    url = settings().search_url
    done = stallwatch("setup", "keys", str(tmp_path / "keys"), elasticsearch_url=url)
    assert done.returncode == 1
    assert "stallwatch setup credentials" in done.stderr
    assert list((tmp_path / "keys").iterdir()) == []
