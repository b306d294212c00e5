import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.mentions import NER_KINDS, EntityKind, TextField
from nlp.extract import Extractor, TextUnit
from nlp.training.train import TrainedModel, corpus_digest, train
from tests.nlp.training.small_corpus import annotated, quick_config, small_corpus

AGAIN = """\
import sys
from pathlib import Path
from nlp.training.train import train
from tests.nlp.training.small_corpus import quick_config, small_corpus
train(small_corpus(), Path(sys.argv[1]), seed=3, config=quick_config())
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainedModel, Path]:
    out = tmp_path_factory.mktemp("trained") / "model"
    return train(small_corpus(), out, seed=3, config=quick_config()), out


@pytest.mark.models
def test_the_folder_holds_the_trained_parts_and_what_they_were_made_of(
    trained: tuple[TrainedModel, Path],
) -> None:
    made, out = trained
    names = sorted(path.name for path in out.iterdir())
    assert names == ["config.cfg", "meta.json", "ner", "textcat", "tok2vec"]
    meta = json.loads((out / "meta.json").read_text("utf-8"))
    assert TrainedModel.model_validate(meta["stallwatch"]) == made
    assert made.training_texts + made.development_texts == 48
    assert made.corpus_digest == corpus_digest(reversed(small_corpus()))
    assert made.precision.keys() == {one.value for one in NER_KINDS}
    assert made.development_score > 0.9


@pytest.mark.models
def test_the_model_finds_what_it_was_taught(trained: tuple[TrainedModel, Path]) -> None:
    made, out = trained
    text = "7g ketamine from Malta, 80 EUR"
    (mentions,) = Extractor.load(out).extract([TextUnit(text, TextField.TITLE)])
    assert [(one.text, one.kind) for one in mentions] == [
        ("7g", EntityKind.QUANTITY),
        ("ketamine", EntityKind.DRUG),
        ("Malta", EntityKind.SHIPPING_FROM),
        ("80 EUR", EntityKind.PRICE),
    ]
    shares = made.precision["SHIPPING_FROM"].values()
    assert mentions[2].score in shares


@pytest.mark.models
def test_another_process_trains_the_same_model(
    trained: tuple[TrainedModel, Path], tmp_path: Path
) -> None:
    made, _ = trained
    # Another order of sets and dictionaries must not matter.
    environment = os.environ | {"PYTHONHASHSEED": "77"}
    subprocess.run(
        [sys.executable, "-c", AGAIN, str(tmp_path / "again")],
        env=environment,
        check=True,
    )
    meta = json.loads((tmp_path / "again" / "meta.json").read_text("utf-8"))
    again = TrainedModel.model_validate(meta["stallwatch"])
    # Three decimals: what the order of additions in matrix products may change is less.
    assert again.development_score == pytest.approx(made.development_score, abs=1e-3)
    assert again.best_update == made.best_update
    assert again.corpus_digest == made.corpus_digest
    assert again.config_digest == made.config_digest


@pytest.mark.models
def test_generated_texts_train_but_never_choose(tmp_path: Path) -> None:
    generated = [annotated(f"[{at}g](QUANTITY) of it", f"g-{at:03}") for at in range(9)]
    made = train(
        small_corpus(),
        tmp_path / "model",
        seed=3,
        config=quick_config(updates=10),
        generated=generated,
    )
    assert made.generated_texts == 9
    assert made.training_texts + made.development_texts == 48
    assert "g" not in made.development_writers
    assert made.corpus_digest == corpus_digest(small_corpus())


def test_a_foreign_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ConfigError, match="no trained model"):
        train([], tmp_path)


@pytest.mark.models
def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, _most: int, _score: float | None) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small_corpus(), tmp_path / "model", config=quick_config(), report=stop)
    assert list(tmp_path.iterdir()) == []


def test_digest_depends_on_texts_and_marks() -> None:
    corpus = small_corpus()
    other = annotated("hash", corpus[0].id)
    assert corpus_digest(corpus) != corpus_digest([other, *corpus[1:]])
