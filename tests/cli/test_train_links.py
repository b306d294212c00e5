import json
from pathlib import Path

import pytest

from cli.main import run
from nlp.linking.model import load_model
from tests.nlp.linking.populations import account_lines, write_accounts


def test_accounts_train_a_model_that_can_be_evaluated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [
        str(write_accounts(tmp_path / f"{tag}.jsonl", account_lines(40, tag=tag)))
        for tag in "pq"
    ]
    out = tmp_path / "models" / "links.json"
    assert run(["train", "links", *files, "--out", str(out), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    model = load_model(out)
    assert made["model"] == str(out)
    assert made["after"]["model"] == model.version
    assert made["before"]["model"] == load_model().version
    assert model.training.holders == 80
    assert "p (80 accounts), q (80 accounts)" in model.training.data
    assert run(["evaluate", "links", files[0], "--model", str(out), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["handle_shown"]["model"] == model.version
    assert report["handle_shown"]["first_rank"] > 0.9


def test_too_little_is_refused_and_the_former_file_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = write_accounts(tmp_path / "few.jsonl", account_lines(3))
    out = tmp_path / "links.json"
    out.write_text("former", "utf-8")
    assert run(["train", "links", str(few), "--out", str(out)]) == 2
    assert "too little to learn from" in capsys.readouterr().err
    assert out.read_text("utf-8") == "former"
    assert {path.name for path in tmp_path.iterdir()} == {"few.jsonl", "links.json"}
