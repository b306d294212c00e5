"""From annotated texts to a model folder."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pydantic import TypeAdapter
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.training import Example

from core.records import Record
from nlp.corpus.annotated import AnnotatedText
from nlp.ner.lexicon import load_lexicon
from nlp.ner.pipeline import load_rules
from nlp.training.augmentation import augmented
from nlp.training.development import development_split
from nlp.training.examples import examples_from, fitting_examples, take_marks
from nlp.training.folder import META_KEY, check_replaceable, replaced_folder
from nlp.training.mentions import MentionPool
from nlp.training.network import (
    Material,
    Outcome,
    Report,
    assemble,
    predicted_docs,
    train_network,
)
from nlp.training.scores import category_temperature, precision_by_label
from nlp.training.settings import TrainingConfig, load_training_config

SEED = 20
"""Of the shipped weights."""
_DIGITS = 4
_TEXTS = TypeAdapter(list[AnnotatedText])


class TrainedModel(Record):
    """What a model was made of and how it did; ``meta.json`` of its folder has it."""

    corpus_digest: str
    """SHA-256 of the hand-annotated texts, in the order of their ids."""
    config_digest: str
    seed: int
    spacy_version: str
    training_texts: int
    generated_texts: int
    development_texts: int
    development_writers: tuple[str, ...]
    updates: int
    best_update: int
    development_score: float
    """Of the best update: F1 of exact mentions and share of right categories, weighted."""
    precision: dict[str, dict[str, float]]
    """By label and group: the fields of ``nlp.ner.reading.Precision``."""
    category_temperature: float


@dataclass(frozen=True, slots=True)
class _Texts:
    training: Sequence[AnnotatedText]
    generated: Sequence[AnnotatedText]
    development: Sequence[AnnotatedText]


def train(
    corpus: Sequence[AnnotatedText],
    out: Path,
    *,
    seed: int = SEED,
    config: TrainingConfig | None = None,
    generated: Iterable[AnnotatedText] = (),
    report: Report = lambda _done, _most, _score: None,
) -> TrainedModel:
    """Train on annotated texts and write the model into a folder, whole or not at all.

    Equal texts, seed and config give an equal model on one machine.

    Args:
        corpus: Texts to train on, without those held out.
        out: The folder; a model that stands there is replaced.
        seed: Of everything random.
        config: By default the one that the shipped weights were made with.
        generated: Texts for breadth: trained on, never used to choose.
        report: Told of the progress.

    Raises:
        ConfigError: There are too few texts, or something else stands in the folder.
        RecordError: A mention does not fit the tokens of its text.
    """
    config = config or load_training_config()
    check_replaceable(out)
    split = development_split(corpus, config.schedule.development_share, seed)
    texts = _Texts(split.training, list(generated), split.held_out)
    rules = load_rules()
    material = _material(texts, rules, config, seed)
    nlp = assemble(config, rules.vocab)
    outcome = train_network(nlp, material, config, seed=seed, report=report)
    made = _description(texts, config, seed, outcome, nlp, material.development)
    _write(nlp, made, out)
    return made


def corpus_digest(texts: Iterable[AnnotatedText]) -> str:
    """Return the SHA-256 of texts and marks, whatever their order."""
    ordered = sorted(texts, key=lambda text: text.id)
    return hashlib.sha256(_TEXTS.dump_json(ordered)).hexdigest()


def _material(
    texts: _Texts, rules: Language, config: TrainingConfig, seed: int
) -> Material:
    rng, how = Random(seed), config.augmentation  # noqa: S311
    training = [*texts.training, *texts.generated]
    pool = MentionPool.of(texts.training, map(load_lexicon, _lexicons(rules)))
    copies: list[list[Example]] = []
    for text in training:
        changed = (augmented(text, pool, how, rng) for _ in range(how.copies))
        copies.append(list(fitting_examples(changed, rules)))
        for copy in copies[-1]:
            take_marks(copy.predicted, how.unmarked, rng)
    return Material(
        examples_from(training, rules),
        copies,
        how.share,
        examples_from(texts.development, rules),
    )


def _lexicons(rules: Language) -> list[str]:
    names: list[str] = rules.config["components"]["stallwatch_lexicon"]["lexicons"]
    return names


def _description(
    texts: _Texts,
    config: TrainingConfig,
    seed: int,
    outcome: Outcome,
    nlp: Language,
    development: Sequence[Example],
) -> TrainedModel:
    docs = predicted_docs(nlp, development)
    return TrainedModel(
        corpus_digest=corpus_digest([*texts.training, *texts.development]),
        config_digest=config.digest,
        seed=seed,
        spacy_version=spacy_version,
        training_texts=len(texts.training),
        generated_texts=len(texts.generated),
        development_texts=len(texts.development),
        development_writers=tuple(sorted({text.writer for text in texts.development})),
        updates=outcome.updates,
        best_update=outcome.best_update,
        development_score=round(outcome.best_score, _DIGITS),
        precision=precision_by_label(docs, development),
        category_temperature=category_temperature(docs, development),
    )


def _write(nlp: Language, made: TrainedModel, out: Path) -> None:
    nlp.meta.update(name="entities", version="0.0.0", description="")
    nlp.meta[META_KEY] = made.model_dump(mode="json")
    with replaced_folder(out) as folder:
        # The words of the corpus stay out: the network knows their hashes alone.
        nlp.to_disk(folder, exclude=["vocab"])
