"""The trained components: assembled, and trained until they get no better."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from spacy.language import Language
from spacy.pipeline import EntityRecognizer, TextCategorizer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.batchers import minibatch_by_words
from spacy.training.loop import train_while_improving
from spacy.util import load_model_from_config, registry
from spacy.vocab import Vocab
from thinc.api import Optimizer, fix_random_seed

from core.mentions import NER_KINDS
from core.records import Category
from nlp.training.settings import Schedule, TrainingConfig

Report = Callable[[int, int, float | None], None]
"""Told of updates done, of how many at most, and of the last look's result."""


@dataclass(frozen=True, slots=True)
class Material:
    """What one training reads."""

    examples: Sequence[Example]
    copies: Sequence[Sequence[Example]]
    """Changed copies of each example, in the same order."""
    share: float
    """How often an example is read in one of its copies."""
    development: Sequence[Example]


@dataclass(slots=True)
class Outcome:
    """How a training went."""

    updates: int = 0
    best_update: int = 0
    best_score: float = 0.0
    looks: list[tuple[int, float]] = field(default_factory=list)


def assemble(config: TrainingConfig, vocab: Vocab) -> Language:
    """Return the network that a config describes, untrained."""
    return load_model_from_config(
        config.network, vocab=vocab, auto_fill=True, validate=True
    )


def train_network(
    nlp: Language,
    material: Material,
    config: TrainingConfig,
    *,
    seed: int,
    report: Report,
) -> Outcome:
    """Train a network and leave it as it was at its best on the development part."""
    fix_random_seed(seed)
    optimizer = registry.resolve(config.optimizer)["optimizer"]
    _initialise(nlp, material.examples, optimizer)
    schedule, outcome, best = config.schedule, Outcome(), b""
    steps = train_while_improving(
        nlp,
        optimizer,
        _batches(material, schedule.batch_tokens, Random(seed)),  # noqa: S311
        lambda: (_score(nlp, material.development, schedule), None),
        dropout=schedule.dropout,
        eval_frequency=schedule.look_every,
        accumulate_gradient=1,
        patience=schedule.patience,
        max_steps=schedule.max_updates,
        exclude=[],
        annotating_components=[],
        before_update=None,
    )
    for _, info, is_best in steps:
        outcome.updates = info["step"]
        if is_best is not None:
            outcome.looks.append((info["step"], info["score"]))
        if is_best:
            outcome.best_update, outcome.best_score = outcome.looks[-1]
            with nlp.use_params(optimizer.averages):
                best = nlp.to_bytes(exclude=["vocab"])
        report(info["step"], schedule.max_updates, info["score"])
    nlp.from_bytes(best)
    return outcome


def _initialise(
    nlp: Language, examples: Sequence[Example], optimizer: Optimizer
) -> None:
    # In one order whatever the texts: the order decides which weights a label gets.
    for _, component in nlp.pipeline:
        if isinstance(component, EntityRecognizer):
            for kind in sorted(NER_KINDS):
                component.add_label(kind.value)
        elif isinstance(component, TextCategorizer):
            for category in Category:
                component.add_label(category.value)
    nlp.initialize(lambda: examples, sgd=optimizer)


def _batches(
    material: Material, size: int, rng: Random
) -> Iterator[tuple[int, list[Example]]]:
    """Yield epoch and batch without end."""
    order = list(range(len(material.examples)))
    epoch = 0
    while True:
        rng.shuffle(order)
        chosen = [_chosen(material, at, rng) for at in order]
        for batch in minibatch_by_words(chosen, size=size):
            yield epoch, batch
        epoch += 1


def _chosen(material: Material, at: int, rng: Random) -> Example:
    copies = material.copies[at] if material.copies else ()
    if copies and rng.random() < material.share:
        return rng.choice(copies)
    return material.examples[at]


def predicted_docs(nlp: Language, examples: Sequence[Example]) -> list[Doc]:
    """Return what a network makes of examples; the examples stay as they are."""
    return list(nlp.pipe(one.predicted.copy() for one in examples))


def _score(nlp: Language, examples: Sequence[Example], schedule: Schedule) -> float:
    """Return F1 of exact mentions and the share of right categories, weighted."""
    right = named = marked = right_categories = 0
    for doc, example in zip(predicted_docs(nlp, examples), examples, strict=True):
        found, truth = _entities(doc), _entities(example.reference)
        right += len(found & truth)
        named += len(found)
        marked += len(truth)
        category = max(doc.cats, key=doc.cats.__getitem__)
        right_categories += example.reference.cats[category] > 0
    f1 = 2 * right / (named + marked) if named + marked else 1.0
    accuracy = right_categories / len(examples)
    weight = schedule.category_weight
    return (1 - weight) * f1 + weight * accuracy


def _entities(doc: Doc) -> set[tuple[int, int, str]]:
    return {(span.start, span.end, span.label_) for span in doc.ents}
