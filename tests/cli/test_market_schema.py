import json

import pytest

from cli.main import run
from crawlers.profile.schema import profile_schema


def test_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["market", "schema"]) == 0
    assert json.loads(capsys.readouterr().out) == profile_schema()
