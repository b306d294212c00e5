import pytest

from cli.main import run


def test_help_names_what_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "evaluate entities" in shown
    assert "evaluate agreement" in shown
