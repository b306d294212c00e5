import pytest

from cli.main import run


def test_the_group_names_what_can_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kibana", "--help"]) == 0
    shown = capsys.readouterr().out
    for verb in ("build", "check", "import"):
        assert f"kibana {verb}" in shown
    assert "8.19" in shown


def test_an_unknown_subcommand_is_wrong_usage() -> None:
    assert run(["kibana", "bogus"]) == 2
