"""What a training config says, read and checked."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from confection import Config, ConfigValidationError
from pydantic import Field, ValidationError
from spacy.util import load_config

from core.errors import ConfigError, shown
from core.records import Record

CONFIG = Path(__file__).parent / "config.cfg"
"""How the shipped weights are trained."""

_Section = TypeVar("_Section", bound=Record)


class Schedule(Record):
    """How long to train, and by what to choose."""

    dropout: float = Field(ge=0, lt=1)
    batch_tokens: int = Field(ge=1)
    look_every: int = Field(ge=1)
    """Updates between two looks at the development part."""
    patience: int = Field(ge=1)
    """Updates without a better look after which training ends."""
    max_updates: int = Field(ge=1)
    development_share: float = Field(gt=0, lt=1)
    category_weight: float = Field(ge=0, le=1)


class Augmentation(Record):
    """How texts are changed, so that the model meets what sellers type."""

    copies: int = Field(ge=0)
    share: float = Field(ge=0, le=1)
    """How often a text is read in one of its copies."""
    swapped: float = Field(ge=0, le=1)
    """Copies in which other names take the place of mentions."""
    swap_rate: float = Field(ge=0, le=1)
    unmarked: float = Field(ge=0, le=1)
    """Of the rules' marks in a copy, how many are taken away."""
    lower: float = Field(ge=0, le=1)
    upper: float = Field(ge=0, le=1)
    capitalised: float = Field(ge=0, le=1)
    plain: float = Field(ge=0, le=1)
    """Copies that lose their emoji."""
    typos: float = Field(ge=0, le=1)
    typo_rate: float = Field(ge=0, le=1)


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """One config file."""

    network: Config
    """The sections that spaCy assembles a pipeline from."""
    optimizer: Config
    schedule: Schedule
    augmentation: Augmentation
    digest: str
    """SHA-256 of what the file says."""


def load_training_config(path: Path = CONFIG) -> TrainingConfig:
    """Read a training config.

    Raises:
        ConfigError: The file is missing, no config, or holds a wrong value.
    """
    try:
        config = load_config(path)
    except (OSError, ValueError, ConfigValidationError) as error:
        raise ConfigError(
            f"the training config {path} cannot be read: {shown(str(error))}; "
            "copy nlp/training/config.cfg and change that"
        ) from error
    missing = {"nlp", "components", "optimizer", "training", "augmentation"} - {*config}
    if missing:
        raise ConfigError(
            f"the training config {path} has no section [{min(missing)}]; "
            "copy nlp/training/config.cfg and change that"
        )
    return TrainingConfig(
        network=Config({name: config[name] for name in ("nlp", "components")}),
        optimizer=Config({"optimizer": config["optimizer"]}),
        schedule=_checked(Schedule, config["training"], path),
        augmentation=_checked(Augmentation, config["augmentation"], path),
        digest=hashlib.sha256(config.to_str().encode()).hexdigest(),
    )


def _checked(kind: type[_Section], section: Any, path: Path) -> _Section:
    try:
        return kind.model_validate(section)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{path.name}: {name}: {first['msg']}; "
            "nlp/training/config.cfg says what it means"
        ) from error
