import json
from pathlib import Path

import pytest

from cli.main import run

LINES = (
    {
        "text": "10g cocaine \x1b[2J from Spain",
        "spans": [
            {"start": 4, "end": 11, "label": "SUBSTANCE"},
            {"start": 12, "end": 16, "label": "DRUG"},
            {"start": 22, "end": 27, "label": "GPE"},
        ],
    },
    {"text": "nothing here", "spans": []},
)


@pytest.fixture
def lines(tmp_path: Path) -> str:
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return str(path)


@pytest.mark.models
def test_a_foreign_file_is_scored_by_its_own_labels(
    lines: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "entities", "--data", lines, "--map", "SUBSTANCE=DRUG"]
    assert run([*words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [row["label"] for row in report["entities"]] == [None, "DRUG"]
    assert report["entities"][1]["marked"] == 2
    assert report["ignored_labels"] == ["GPE"]
    assert report["texts"] == 2


@pytest.mark.models
def test_a_table_for_people_is_escaped(
    lines: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "entities", "--data", lines]) == 0
    shown = capsys.readouterr()
    assert "GPE, SUBSTANCE" in shown.err
    assert "most frequent mistakes" in shown.out
    assert r"\x1b[2J" in shown.out
    assert "\x1b" not in shown.out


@pytest.mark.parametrize("given", ["GPE", "GPE=", "=DRUG", "GPE=PLACE", "GPE=EMAIL"])
def test_a_mapping_to_no_label_is_refused(
    given: str, lines: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "entities", "--data", lines, "--map", given]) == 2
    assert "FILE-LABEL=LABEL" in capsys.readouterr().err


def test_a_folder_that_is_no_model_is_refused(
    lines: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "entities", "--data", lines, "--model"]
    assert run([*words, str(tmp_path)]) == 2
    assert "no trained model" in capsys.readouterr().err
    assert run([*words, str(tmp_path / "missing")]) == 2
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.models
def test_the_held_out_part_is_scored_by_default(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["evaluate", "entities", "--json", "--errors", "3"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["texts"] > 300
    assert len(report["entities"]) == 14
    assert len(report["mistakes"]) == 3
