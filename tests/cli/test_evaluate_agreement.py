import json
from pathlib import Path

import pytest

from cli.main import run

FILE = """\
writer: a
register: terse
language: en
kind: listing
category: drugs
texts:
  - {id: a-001, text: "[5g](QUANTITY) [hash](DRUG)"}
  - {id: a-002, text: "[black tar](DRUG)"}
"""


@pytest.fixture
def passes(tmp_path: Path) -> list[str]:
    first, second = tmp_path / "first.yml", tmp_path / "second.yml"
    first.write_text(FILE)
    second.write_text(FILE.replace("[black tar]", "black [tar]"))
    return ["--first", str(first), "--second", str(second)]


def test_two_passes_are_compared(
    passes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "agreement", *passes]) == 0
    shown = capsys.readouterr().out
    assert "kappa of the tokens' labels: " in shown
    assert "most frequent differences" in shown
    assert "black tar" in shown
    assert run(["evaluate", "agreement", *passes, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["entities"][0]["exact"]["f1"]["value"] == pytest.approx(2 / 3)
    assert report["category_kappa"] == 1.0


def test_a_missing_second_pass_is_named(
    passes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*passes[:3], str(tmp_path / "none.yml")]
    assert run(["evaluate", "agreement", *words]) == 2
    assert "none.yml: cannot be read" in capsys.readouterr().err
