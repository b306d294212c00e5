"""The part of the training texts that chooses the best step and measures scores."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from core.errors import ConfigError
from nlp.corpus.annotated import AnnotatedText
from nlp.corpus.split import Split, split_corpus

MIN_TEXTS = 10
_DRAWS = 300
"""Sets of writers that are looked at."""
_Makeup = Counter[str]
"""How many mentions of each label, and texts of each category, kind and language."""


def development_split(texts: Sequence[AnnotatedText], share: float, seed: int) -> Split:
    """Set whole writers aside who hold a share of the texts and stand for the rest.

    Of many sets of writers the one is taken whose labels, categories, kinds and languages are spread most like those of all texts.
    Texts of one writer alone are parted one by one instead.

    Args:
        texts: Texts of the training side.
        share: Part to set aside, between 0 and 1; at least one text, never all.
        seed: Another seed draws other sets.

    Raises:
        ConfigError: There are too few texts.
    """
    if len(texts) < MIN_TEXTS:
        raise ConfigError(
            f"{len(texts)} texts are too few to train on: annotate {MIN_TEXTS} or more"
        )
    sizes = Counter(text.writer for text in texts)
    wanted = max(1, round(len(texts) * share))
    if len(sizes) == 1:
        ordered = sorted(texts, key=lambda text: _rank(text.id, seed))
        return Split(tuple(ordered[wanted:]), tuple(ordered[:wanted]))
    makeups = {writer: _Makeup() for writer in sizes}
    for text in texts:
        makeups[text.writer].update((text.category, text.kind, text.language))
        makeups[text.writer].update(span.label for span in text.spans)
    every = sum(makeups.values(), _Makeup())
    draws = (_drawn(sizes, wanted, f"{seed}/{draw}") for draw in range(_DRAWS))
    best = min(
        draws,
        key=lambda aside: _distance(
            sum((makeups[one] for one in aside), _Makeup()), every
        ),
    )
    return split_corpus(texts, frozenset(best))


def _drawn(sizes: Counter[str], wanted: int, draw: str) -> list[str]:
    """Return writers who together hold about the texts wanted, never all of them."""
    aside: list[str] = []
    held = 0
    for writer in sorted(sizes, key=lambda one: _rank(one, draw)):
        if held < wanted and held + sizes[writer] < sizes.total():
            aside.append(writer)
            held += sizes[writer]
    return aside


def _distance(part: _Makeup, every: _Makeup) -> float:
    """Return how differently two makeups are spread: 0 alike; each name counts alike."""
    scale = part.total() / every.total()
    return sum(
        abs(part[name] - scale * count) / (scale * count + 1)
        for name, count in every.items()
    )


def _rank(name: str, draw: object) -> bytes:
    return hashlib.sha256(f"{draw}/{name}".encode()).digest()
