from pathlib import Path

import pytest

from core.errors import ConfigError
from nlp.training.settings import CONFIG, load_training_config


def test_the_shipped_config_is_whole() -> None:
    config = load_training_config()
    assert config.network["nlp"]["pipeline"] == ["tok2vec", "ner", "textcat"]
    embed = config.network["components"]["tok2vec"]["model"]["embed"]
    assert "TAG" in embed["attrs"]
    assert 0 < config.schedule.development_share < 0.5
    assert config.augmentation.copies > 0


def test_digest_changes_with_what_the_file_says(tmp_path: Path) -> None:
    text = CONFIG.read_text("utf-8")
    path = tmp_path / "config.cfg"
    path.write_text("# a remark\n" + text, "utf-8")
    assert load_training_config(path).digest == load_training_config().digest
    path.write_text(text.replace("dropout = 0.", "dropout = 0.0"), "utf-8")
    assert load_training_config(path).digest != load_training_config().digest


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("[training]", "[tuition]"), r"no section \[training\]"),
        (("dropout = 0.", "dropout = 1."), "dropout"),
        (("look_every", "look_never"), "look_"),
        (("copies = ", "copies = -"), "copies"),
        (("[nlp]", "nlp"), "cannot be read"),
    ],
)
def test_a_fault_is_named(change: tuple[str, str], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "config.cfg"
    path.write_text(CONFIG.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ConfigError, match=reason):
        load_training_config(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_training_config(tmp_path / "missing.cfg")
