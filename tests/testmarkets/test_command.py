import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import ConfigError
from testmarkets.command import FAILED, announce, exit_code_of, note_ports, stop_signal


@pytest.fixture
def handlers() -> Iterator[None]:
    """The process's own handlers of signals, put back afterwards."""
    before = {number: signal.getsignal(number) for number in (2, 15)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_announcement_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    announce(ready=True, origins={"größe": "x\ny"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {"ready": True, "origins": {"größe": "x\ny"}}


def test_port_file_holds_the_origins(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ports.json"
    note_ports(path, {"lantern": "http://127.0.0.1:8802"})
    assert json.loads(path.read_text()) == {"lantern": "http://127.0.0.1:8802"}
    assert [file.name for file in path.parent.iterdir()] == ["ports.json"]


def test_no_port_file_is_written_unasked(tmp_path: Path) -> None:
    note_ports(None, {"lantern": "http://127.0.0.1:8802"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_sets_the_event_and_ends_nothing(
    handlers: None, number: signal.Signals
) -> None:
    told = stop_signal()
    assert not told.is_set()
    os.kill(os.getpid(), number)
    assert told.wait(5)


def test_exit_code_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    def command(*, size: int = 1) -> None:
        if size > 5:
            raise ConfigError("too large: give at most 5", size=size)

    assert exit_code_of(command, ["--size", "5"]) == 0
    assert exit_code_of(command, ["--size", "6"]) == FAILED
    assert capsys.readouterr().err == "too large: give at most 5 [size=6]\n"
