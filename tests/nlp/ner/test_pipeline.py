import json
import shutil
from pathlib import Path

import pytest
import spacy

from core.errors import ConfigError
from nlp.ner.pipeline import MODEL, TRAINED, load_pipeline, load_rules

RULES = [
    "stallwatch_identifiers",
    "stallwatch_lexicon",
    "stallwatch_amounts",
    "stallwatch_words",
]
MOST_BYTES = 15_000_000


def test_the_config_assembles_the_rules() -> None:
    nlp = load_rules()
    assert nlp.pipe_names == RULES
    assert nlp.lang == "xx"


def test_what_was_trained_stands_behind_the_rules() -> None:
    nlp = load_pipeline()
    assert nlp.pipe_names == [*RULES, *TRAINED]
    assert nlp.meta["stallwatch"]["corpus_digest"]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ConfigError, match="stallwatch train"):
            load_pipeline(folder)


def test_a_model_of_others_is_refused(tmp_path: Path) -> None:
    foreign = spacy.blank("en")
    foreign.add_pipe("sentencizer")
    foreign.to_disk(tmp_path)
    with pytest.raises(ConfigError, match="stallwatch train"):
        load_pipeline(tmp_path)


def test_a_model_of_another_spacy_is_refused(tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "model")
    path = tmp_path / "model" / "meta.json"
    meta = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(meta | {"spacy_version": ">=3.0.0,<3.1.0"}), "utf-8")
    with pytest.raises(ConfigError, match="another version of spaCy: train it anew"):
        load_pipeline(tmp_path / "model")


def test_the_shipped_weights_are_small() -> None:
    files = [path for path in MODEL.rglob("*") if path.is_file()]
    assert 0 < sum(path.stat().st_size for path in files) <= MOST_BYTES
