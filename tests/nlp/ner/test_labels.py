from core.mentions import IDENTIFIER_KINDS, EntityKind
from nlp.ner.labels import LEXICON_LABELS, MEASURE_LABELS

BY_SENTENCE_ONLY = frozenset(
    {EntityKind.SHIPPING_FROM, EntityKind.SHIPPING_TO, EntityKind.ALIAS}
)
"""Kinds that no rule gives: the trained network reads them from the sentence."""


def test_every_kind_has_one_part_that_gives_it() -> None:
    parts = [LEXICON_LABELS, MEASURE_LABELS, IDENTIFIER_KINDS, BY_SENTENCE_ONLY]
    assert sum(len(part) for part in parts) == len(EntityKind)
    assert frozenset().union(*parts) == frozenset(EntityKind)
