import json
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from cli.main import run
from core.links import Verdict
from nlp.linking.keys import account_keys
from nlp.linking.model import load_model
from nlp.linking.portrait import draw_portrait
from search.linking_stores import open_linking_stores
from tests.cli.conftest import Stallwatch
from tests.cli.test_judge import ANN, BOB, answer, linked_accounts, server
from tests.conftest import MakeSettings
from tests.nlp.linking.populations import account_lines, write_accounts
from workers.frozen import refresh_statistics


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


@pytest.mark.elasticsearch
def test_judgements_of_this_installation_are_learned_from_on_request(
    stallwatch: Stallwatch,
    client: Elasticsearch,
    settings: MakeSettings,
    tmp_path: Path,
) -> None:
    linked_accounts(client, settings)
    stores = open_linking_stores(client, settings())
    file = write_accounts(tmp_path / "p.jsonl", account_lines(80))
    words = ("train", "links", str(file), "--judgements", "--json", "--out", "m.json")
    early = stallwatch(*words, **server(settings))
    assert early.returncode == 2
    assert "without --judgements" in early.stderr

    statistics = refresh_statistics(stores)
    found = stores.accounts.fresh_accounts([ANN, BOB])
    keys = (account_keys(draw_portrait(one, statistics)) for one in found.values())
    stores.keys.save(keys, statistics=statistics.version)
    stores.judgements.judge(
        ANN, BOB, verdict=Verdict.NEGATIVE, analyst="eve", reason="two people"
    )
    report = answer(stallwatch(*words, **server(settings)))
    learned = load_model(tmp_path / "m.json")
    assert report["after"]["model"] == learned.version
    assert learned.training.data == "p (160 accounts), 1 judgements"
