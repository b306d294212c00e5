import json
from pathlib import Path

import pytest

from cli.main import run
from tests.nlp.linking.populations import account_lines, write_accounts


@pytest.fixture
def people(tmp_path: Path) -> str:
    lines = [*account_lines(30), {"id": "stranger", "listings": []}, {"listings": []}]
    return str(write_accounts(tmp_path / "people.jsonl", lines))


def test_links_are_measured_with_handles_shown_and_hidden(
    people: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "plot.svg"
    assert run(["evaluate", "links", people, "--plot", str(plot)]) == 0
    printed = capsys.readouterr()
    assert "60 accounts of known holder, 30 pairs" in printed.out
    assert "handle hidden" in printed.out
    assert "B-cubed F1" in printed.out
    assert "writing_habits" in printed.out
    assert "people.jsonl, line 62: no id" in printed.err
    assert plot.read_text("utf-8").startswith("<?xml")


def test_json_has_both_reports_and_the_threshold_is_kept(
    people: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "links", people, "--threshold", "0.9", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report.keys() == {"handle_shown", "handle_hidden"}
    assert report["handle_shown"]["threshold"] == 0.9
    assert report["handle_hidden"]["pairs"]["true_pairs"] == 30


def test_a_foreign_model_is_named(
    people: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text("{}", "utf-8")
    assert run(["evaluate", "links", people, "--model", str(foreign)]) == 1
    assert "no model of links" in capsys.readouterr().err


def test_a_plot_of_no_known_format_is_refused_before_any_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["evaluate", "links", "no-such-file", "--plot", "x.txt"]) == 2
    assert "ends in .svg" in capsys.readouterr().err
