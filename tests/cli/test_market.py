from collections.abc import Sequence

import pytest

from cli.main import run

SUBCOMMANDS = ("new", "read", "check", "schema", "session", "mirrors", "status")


@pytest.mark.parametrize("verb", SUBCOMMANDS)
def test_every_subcommand_explains_itself(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["market", verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"stallwatch market {verb}" in shown
    assert len(shown.splitlines()) > 5


@pytest.mark.parametrize(
    ("group", "verbs"), [("market", SUBCOMMANDS), ("evidence", ("verify", "export"))]
)
def test_list_of_subcommands_has_a_line_on_each(
    group: str, verbs: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([group, "--help"]) == 0
    commands = capsys.readouterr().out.partition("─ Commands")[2]
    lines = [line.strip("│ ") for line in commands.splitlines()]
    for verb in verbs:
        (line,) = (line for line in lines if line.split()[:1] == [verb])
        assert len(line.split()) > 3


def test_help_names_the_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["market", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"market {verb}" in shown for verb in SUBCOMMANDS)


def test_unknown_subcommand_is_wrong_usage() -> None:
    assert run(["market", "bogus"]) == 2
