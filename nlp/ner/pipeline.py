"""The pipeline: rules from one config, and behind them what was trained."""

import warnings
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import load_config, load_model_from_config

from core.errors import ConfigError

# Importing registers the components that the config names.
from nlp.ner import components

CONFIG = Path(__file__).parent / "config.cfg"
MODEL = Path(__file__).parents[1] / "model"
"""The weights that the project ships, made by ``stallwatch train``."""
TRAINED = ("tok2vec", "ner", "textcat")
"""Names of the trained components, in the order in which they run."""

__all__ = ["CONFIG", "MODEL", "TRAINED", "components", "load_pipeline", "load_rules"]


def load_rules(config: Path = CONFIG) -> Language:
    """Assemble the part of the pipeline that needs no training."""
    return load_model_from_config(load_config(config), auto_fill=True, validate=True)


def load_pipeline(model: Path = MODEL) -> Language:
    """Assemble the whole pipeline.

    Args:
        model: Folder that ``stallwatch train`` wrote.

    Raises:
        ConfigError: The folder holds no such model, or one of another spaCy.
    """
    nlp = load_rules()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=r"\[W095\]")
            trained = spacy.load(model)
    except UserWarning as error:
        raise ConfigError(
            f"the model in {model.name} was trained with another version of spaCy: train "
            "it anew with 'stallwatch train'",
            model=str(model),
        ) from error
    except (OSError, ValueError) as error:
        raise _no_model(model) from error
    if not set(TRAINED) <= set(trained.pipe_names):
        raise _no_model(model)
    for name in TRAINED:
        nlp.add_pipe(name, source=trained)
    nlp.meta["stallwatch"] = trained.meta.get("stallwatch", {})
    return nlp


def _no_model(model: Path) -> ConfigError:
    return ConfigError(
        f"there is no trained model in {model.name}; train one with 'stallwatch train' "
        "or name the folder that holds it",
        model=str(model),
    )
