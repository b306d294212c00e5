import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.main import VERBS, build_app, run
from core.settings import environment_for_child
from local.state import read_state
from tests.conftest import fetch_downloads


def stallwatch(
    *words: str, home: Path, **settings: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        env=environment_for_child(home=str(home), **settings),
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_verb(tmp_path: Path) -> None:
    shown = stallwatch("--help", home=tmp_path)
    assert shown.returncode == 0
    assert [verb for verb in VERBS if f" {verb} " not in shown.stdout] == []


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_explains_itself(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"stallwatch {verb}" in shown
    assert len(shown.splitlines()) > 5


@pytest.mark.parametrize("words", [["bogus"], ["search"], ["up", "--bogus"]])
def test_wrong_usage_is_refused(words: list[str], tmp_path: Path) -> None:
    done = stallwatch(*words, home=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_misspelt_setting_is_refused_with_its_name(tmp_path: Path) -> None:
    done = stallwatch("status", home=tmp_path, index_prefx="x")
    assert done.returncode == 2
    assert "STALLWATCH_INDEX_PREFX is not a setting" in done.stderr
    assert "Traceback" not in done.stderr


def test_verbs_load_when_they_are_called() -> None:
    assert set(VERBS) <= set(build_app(with_summaries=True))


def test_a_reader_that_has_enough_is_no_error_to_show(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "status", "--json"],
        env=environment_for_child(home=str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as errors:
        assert errors.read() == ""
    assert process.wait() == 1


def test_help_shows_no_option_that_says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["search", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--json" in shown
    assert "--no-json" not in shown
    assert "--empty-" not in shown


@pytest.mark.parametrize("verb", ["up", "demo"])
def test_a_home_that_cannot_be_written_is_named(verb: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = stallwatch(verb, home=tmp_path / "file" / "home")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr
    assert "STALLWATCH_HOME" in done.stderr


def test_what_a_verb_started_ends_when_the_verb_is_told_to_end(tmp_path: Path) -> None:
    (tmp_path / "downloads").symlink_to(fetch_downloads())
    ports = {"elasticsearch_port": "0", "redis_port": "0", "api_port": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "up"],
        env=environment_for_child(home=str(tmp_path), **ports),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while (state := read_state(tmp_path)) is None:
        assert time.monotonic() < until
        time.sleep(0.1)
    process.terminate()
    assert process.wait(60) == 143
    assert state.supervisor.process() is None
    assert read_state(tmp_path) is None
