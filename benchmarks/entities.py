"""How fast the whole extraction is beside a blank spaCy NER of the same size.

Both read the same texts, turn and turn about in one process: the project's own annotated texts, and listings of the test marketplaces. The
blank networks have the tokenizer, the layers and the labels of the shipped one and were never trained; one has the NER alone, the other the
category classifier as well. Time is processor time, so that what else the machine does counts little. Run from the root of the repository::

    .venv/bin/python -m benchmarks.entities [--model FOLDER] [--rounds 5]
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from core.mentions import NER_KINDS, Mention, TextField
from core.records import Category
from nlp.corpus.reader import TEXTS, read_corpus
from nlp.extract import Extractor, TextUnit
from nlp.identifiers.registry import mention_from
from nlp.ner.pipeline import MODEL, TRAINED, load_pipeline, load_rules
from nlp.ner.reading import read_doc
from nlp.text import NormalisedText, normalise
from nlp.training.examples import examples_from
from nlp.training.network import assemble
from nlp.training.settings import TrainingConfig, load_training_config
from testmarkets.world import build_world

LISTINGS = 600
TAUGHT = 20
"""Texts that a blank network is shown, only to learn the sizes of its layers."""
AIM = 0.7

_Made = TypeVar("_Made")


def main() -> None:
    """Print documents a second of all sides, and where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    pipeline = load_pipeline(chosen.model)
    config = load_training_config()
    corpus = read_corpus(TEXTS)
    if "ner" not in pipeline.pipe_names:
        print("no trained model here: an untrained one of the same size stands in")
        trained = blank(config, pipeline, TRAINED)
        for name in TRAINED:
            pipeline.add_pipe(name, source=trained)
    listings = build_world(7, size=LISTINGS).listings
    texts = [text.text for text in corpus]
    texts += [f"{item.title}\n{item.description}" for item in listings]
    rules = load_rules()
    compare(
        Extractor(pipeline),
        {
            "blank NER": blank(config, rules, TRAINED[:2]),
            "blank NER and classifier": blank(config, rules, TRAINED),
        },
        texts,
        chosen.rounds,
    )
    stages(pipeline, texts)


def blank(config: TrainingConfig, rules: Language, names: Sequence[str]) -> Language:
    """Return a network of the trained one's size that knows nothing."""
    network = config.network.copy()
    network["nlp"]["pipeline"] = list(names)
    network["components"] = {name: network["components"][name] for name in names}
    made = assemble(replace(config, network=network), rules.vocab)
    for kind in sorted(NER_KINDS):
        made.get_pipe("ner").add_label(kind.value)  # type: ignore[attr-defined]
    if "textcat" in names:
        for category in Category:
            made.get_pipe("textcat").add_label(category.value)  # type: ignore[attr-defined]
    examples = examples_from(read_corpus(TEXTS)[:TAUGHT], rules)
    made.initialize(lambda: examples)
    return made


def compare(
    extractor: Extractor,
    blanks: dict[str, Language],
    texts: Sequence[str],
    rounds: int,
) -> None:
    """Run all sides in turn and print their rates and ratios."""
    units = [TextUnit(text, TextField.DESCRIPTION) for text in texts]
    sides: dict[str, Callable[[], object]] = {
        "extraction": lambda: extractor.read(units)
    }
    for name, nlp in blanks.items():
        sides[name] = lambda nlp=nlp: list(nlp.pipe(texts))  # type: ignore[misc]
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, work in sides.items():
            rate = len(texts) / seconds(work)
            if number:  # the first round only warms up
                rates[name].append(rate)
    chars = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts of {chars:.0f} characters on average, {rounds} rounds")
    for name, seen in rates.items():
        print(f"{name:28}{statistics.median(seen):8.0f} texts/s")
    for name in blanks:
        pairs = zip(rates["extraction"], rates[name], strict=True)
        ratios = sorted(ours / theirs for ours, theirs in pairs)
        aim = f", aim {AIM}" if name == "blank NER" else ""
        print(
            f"extraction / {name}: {statistics.median(ratios):.2f} "
            f"(from {ratios[0]:.2f} to {ratios[-1]:.2f}{aim})"
        )


def stages(pipeline: Language, texts: Sequence[str]) -> None:
    """Print what each step takes, one after the other over all texts."""
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], _Made]) -> _Made:
        began = time.process_time()
        made = work()
        spent[name] = time.process_time() - began
        return made

    cleaned = timed("normalise", lambda: [normalise(text) for text in texts])
    docs = timed("cut", lambda: [pipeline.make_doc(clean.text) for clean in cleaned])
    for name, component in pipeline.pipeline:
        run = getattr(component, "pipe", None)
        docs = timed(
            name.removeprefix("stallwatch_"),
            lambda run=run, component=component, docs=docs: (  # type: ignore[misc]
                list(run(docs, batch_size=pipeline.batch_size))
                if run
                else [component(doc) for doc in docs]
            ),
        )
    timed("reading", lambda: mentions(docs, cleaned, texts))
    for name, taken in spent.items():
        share = taken / sum(spent.values())
        print(f"{name:12}{taken / len(texts) * 1e6:8.0f} µs a text{share:8.0%}")


def mentions(
    docs: Sequence[Doc], cleaned: Sequence[NormalisedText], texts: Sequence[str]
) -> list[Mention]:
    """Return what is read from texts that the pipeline went through."""
    return [
        mention_from(found, clean, text, TextField.DESCRIPTION)
        for doc, clean, text in zip(docs, cleaned, texts, strict=True)
        for found in read_doc(doc, {})
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return how much processor time a piece of work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
