"""Which texts train and which measure: split by writer, never within a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]  # comes with spaCy

from core.errors import ConfigError
from nlp.corpus.annotated import AnnotatedText

SPLIT = Path(__file__).parent / "split.yml"


@dataclass(frozen=True, slots=True)
class Split:
    """The two sides of a corpus."""

    training: tuple[AnnotatedText, ...]
    held_out: tuple[AnnotatedText, ...]


def held_out_writers(path: Path = SPLIT) -> frozenset[str]:
    """Return the writers whose texts are never trained on.

    Raises:
        ConfigError: The file is missing or names no writers.
    """
    try:
        content: Any = srsly.read_yaml(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path.name} cannot be read: restore it") from error
    names = content.get("held_out") if isinstance(content, dict) else None
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise ConfigError(f"{path.name} must hold a list of writers under held_out")
    return frozenset(names)


def split_corpus(texts: Sequence[AnnotatedText], held_out: frozenset[str]) -> Split:
    """Part texts by their writers.

    Raises:
        ConfigError: A template has texts on both sides.
    """
    measuring = tuple(text for text in texts if text.writer in held_out)
    training = tuple(text for text in texts if text.writer not in held_out)
    both = _templates(measuring) & _templates(training)
    if both:
        raise ConfigError(
            "a template stands on both sides of the split: give its texts to writers "
            "of one side, or name it otherwise",
            template=min(both),
        )
    return Split(training, measuring)


def _templates(texts: Sequence[AnnotatedText]) -> set[str]:
    return {text.template for text in texts if text.template is not None}
