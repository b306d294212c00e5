import json
import re
from pathlib import Path

import pytest

from cli.main import run
from nlp.corpus.markup import to_markup
from nlp.corpus.reader import TEXTS, read_corpus
from nlp.corpus.split import held_out_writers, split_corpus
from nlp.training.settings import CONFIG
from tests.cli.conftest import Stallwatch
from tests.nlp.training.small_corpus import small_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for writer in "abcd":
        head = {"writer": writer, "register": "terse", "language": "en"}
        texts = [
            {
                "id": text.id,
                "category": text.category,
                "text": to_markup(text.text, text.spans),
            }
            for text in small_corpus()
            if text.writer == writer
        ]
        # JSON is YAML.
        content = head | {"kind": "listing", "texts": texts}
        (folder / f"{writer}.yml").write_text(json.dumps(content), "utf-8")
    return folder


@pytest.fixture
def config(tmp_path: Path) -> str:
    text = CONFIG.read_text("utf-8")
    text = re.sub(r"max_updates = \d+", "max_updates = 12", text)
    text = re.sub(r"look_every = \d+", "look_every = 4", text)
    path = tmp_path / "quick.cfg"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.models
def test_own_texts_train_a_model_that_can_be_evaluated(
    corpus: Path, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model"
    words = ["train", "--data", str(corpus), "--only-data", "--out", str(out)]
    assert run([*words, "--config", config, "--seed", "5", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["training_texts"] + made["development_texts"] == 48
    assert (made["seed"], made["updates"]) == (5, 12)
    assert made["model"] == str(out)
    assert run([*words, "--config", config]) == 0
    shown = capsys.readouterr().out
    assert f"stallwatch evaluate entities --model {out}" in shown
    assert "SHIPPING_FROM" in shown
    evaluated = ["evaluate", "entities", "--data", str(corpus), "--model", str(out)]
    assert run([*evaluated, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["texts"] == 48
    assert report["categories"]["scores"][0]["category"] == "drugs"


@pytest.mark.parametrize("what", ["writer", "text"])
def test_what_models_are_measured_by_is_not_trained_on(
    what: str, tmp_path: Path, stallwatch: Stallwatch
) -> None:
    held_out = split_corpus(read_corpus(TEXTS), held_out_writers()).held_out[0]
    writer = held_out.writer if what == "writer" else "me"
    text = held_out.text if what == "text" else "words of my own"
    head = {"writer": writer, "register": "terse", "language": "en", "kind": "chat"}
    own = head | {"texts": [{"id": "me-1", "category": "other", "text": text}]}
    (tmp_path / "own.yml").write_text(json.dumps(own), "utf-8")
    refused = stallwatch("train", "--data", str(tmp_path))
    assert refused.returncode == 2
    assert "models are measured by" in refused.stderr
    assert f"id='me-1' writer='{writer}'" in refused.stderr.replace(",", "")


def test_wrong_words_are_refused_before_any_work(
    stallwatch: Stallwatch, corpus: Path, tmp_path: Path
) -> None:
    alone = stallwatch("train", "--only-data")
    assert alone.returncode == 2
    assert "--data FOLDER" in alone.stderr
    missing = stallwatch("train", "--data", str(tmp_path / "none"))
    assert missing.returncode == 2
    assert "no annotated texts" in missing.stderr
    fewer = stallwatch("train", "--with-generated", "-1")
    assert fewer.returncode == 2
    taken = stallwatch("train", "--data", str(corpus), "--only-data", "--out", ".")
    assert taken.returncode == 2
    assert "is no trained model" in taken.stderr
