import json
import os
from pathlib import Path

import pytest

from cli.context import NOTES, settings_here, user_name, write_json


def test_json_keeps_other_alphabets_and_one_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_json({"title": "Zürich \x1b", "path": Path("x")})
    shown = capsys.readouterr().out
    assert "Zürich" in shown
    assert "\x1b" not in shown
    assert json.loads(shown) == {"title": "Zürich \x1b", "path": "x"}


def test_without_a_stack_the_settings_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    assert settings_here().home == tmp_path
    assert settings_here().elasticsearch_url is None


def test_notes_leave_long_paths_whole() -> None:
    path = "/".join(["folder"] * 40)
    with NOTES.capture() as captured:
        NOTES.print(path)
    assert captured.get() == f"{path}\n"


def test_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    assert user_name() == "ada"
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_001)
    assert user_name() == "user 4000001"
