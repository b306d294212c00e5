import json
import urllib.request
from pathlib import Path

import pytest

from core.errors import LocalPartError
from core.settings import Settings
from demo.marketplaces import running_marketplaces, write_logins
from local.ports import is_listening


def test_marketplaces_serve_while_the_context_lasts(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with running_marketplaces(settings, seed=3, size=200, day=0) as served:
        assert set(served.names) == {"harbour", "lantern", "foundry", "nordmarkt"}
        origin = served.origins["lantern"]
        with urllib.request.urlopen(origin) as page:  # noqa: S310
            assert b"<html" in page.read()
        assert len(served.truth().listings) >= 200
        profiles = {path.stem for path in settings.markets_dir.glob("*.yml")}
        assert profiles == set(served.names)
    assert not is_listening(int(origin.rpartition(":")[2]))


def test_marketplaces_are_as_faulty_as_they_are_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    plan = {"lantern": [{"kind": "javascript_only", "path": "/p/wrong"}]}
    world = running_marketplaces(settings, seed=3, size=200, day=0, faults=plan)
    with world as served:
        wrong = served.origins["lantern"] + "/p/wrong"
        answer = urllib.request.urlopen(wrong)  # noqa: S310
        assert b"enable JavaScript" in answer.read()
        answer.close()


def test_other_log_ins_stay_and_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "logins.json"
    path.parent.mkdir()
    path.write_text('{"mine": {"username": "u", "password": "p"}}', encoding="utf-8")
    write_logins(tmp_path)
    assert set(json.loads(path.read_text("utf-8"))) == {"mine", "harbour"}
    other = tmp_path / "other"
    write_logins(other)
    assert (other / "secrets" / "logins.json").stat().st_mode & 0o077 == 0


def test_a_world_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(LocalPartError, match=r"testmarkets\.log"),
        running_marketplaces(Settings(home=tmp_path), seed=3, size=-1, day=0),
    ):
        pass
