from pathlib import Path

import pytest
from rich.console import Console

from cli import reading_progress as module
from cli.reading_progress import reading_progress, show_unread
from core.settings import Settings
from tests.builders import make_run


def test_nothing_is_shown_where_nobody_looks_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with reading_progress(quiet=False) as report:
        report("reading", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_bar_shows_what_is_done_and_how_far(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(module, "NOTES", Console(stderr=True, force_terminal=True))
    with reading_progress(quiet=False) as report:
        report("taking in", 0, 0)
        report("reading", 1, 2)
        report("reading", 1, 2)
    said = capsys.readouterr().err
    assert "reading" in said
    assert "50%" in said


def test_unread_pages_are_said_to_be_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run, settings = make_run("r1"), Settings(home=tmp_path)
    show_unread(run, settings)
    assert capsys.readouterr().err == ""
    show_unread(run.model_copy(update={"unreadable": 1}), settings)
    assert f"{tmp_path}/runs/r1/unread.jsonl names each" in capsys.readouterr().err
