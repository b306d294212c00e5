"""How sure a trained find is: its label's precision on texts kept from training."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from spacy.tokens import Doc
from spacy.training import Example

from core.mentions import NER_KINDS, EntityKind, MentionSource
from nlp.ner.reading import Precision, read_doc

_GROUPS = {"agreed": 1.0, "supported": 0.5, "alone": 0.0}
_BY_GROUP = {kind: Precision(**_GROUPS) for kind in NER_KINDS}
"""Scores that tell the groups of finds apart."""
_COOLEST, _HOTTEST = 0.2, 5.0
_SMALLEST_SHARE = 1e-9
_DIGITS = 4


def precision_by_label(
    docs: Sequence[Doc], examples: Sequence[Example]
) -> dict[str, dict[str, float]]:
    """Return each label's precision, by how far a rule agrees: ``nlp.ner.reading.Precision``.

    One right and one wrong find are added to each count (Laplace's rule of succession), so that few finds make no certainty.
    """
    named: Counter[tuple[EntityKind, float]] = Counter()
    right: Counter[tuple[EntityKind, float]] = Counter()
    for doc, example in zip(docs, examples, strict=True):
        truth = {
            (span.start_char, span.end_char, span.label_)
            for span in example.reference.ents
        }
        for found in read_doc(doc, _BY_GROUP, least=0.0):
            if found.source is MentionSource.MODEL:
                group = (found.kind, found.score)
                named[group] += 1
                right[group] += (found.start, found.end, found.kind) in truth
    return {
        kind.value: {
            name: round((right[kind, group] + 1) / (named[kind, group] + 2), _DIGITS)
            for name, group in _GROUPS.items()
        }
        for kind in sorted(NER_KINDS)
    }


def category_temperature(docs: Sequence[Doc], examples: Sequence[Example]) -> float:
    """Return what makes the classifier's shares honest.

    Shares to the power of 1/temperature, scaled to sum 1, are calibrated: temperature scaling, Guo et al., On calibration of modern
    neural networks, arXiv 1706.04599.
    """
    shares = np.array([list(doc.cats.values()) for doc in docs])
    truth = np.array(
        [[one.reference.cats[name] for name in docs[0].cats] for one in examples]
    )
    logits = np.log(np.maximum(shares, _SMALLEST_SHARE))

    def surprise(temperature: float) -> float:
        scaled = logits / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        norms = np.log(np.exp(scaled).sum(axis=1))
        return float((norms - (scaled * truth).sum(axis=1)).mean())

    fit = minimize_scalar(surprise, bounds=(_COOLEST, _HOTTEST), method="bounded")
    return round(float(fit.x), _DIGITS)
