import pytest

from cli.main import run


@pytest.mark.parametrize("verb", ["read", "check", "schema"])
def test_every_subcommand_explains_itself(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["market", verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"stallwatch market {verb}" in shown
    assert len(shown.splitlines()) > 5


def test_help_names_the_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["market", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"market {verb}" in shown for verb in ("read", "check", "schema"))


def test_unknown_subcommand_is_wrong_usage() -> None:
    assert run(["market", "bogus"]) == 2
