"""How far two people agree who marked the same texts."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spacy.vocab import Vocab

from core.errors import ConfigError
from core.records import Record
from nlp.corpus.annotated import AnnotatedText
from nlp.evaluation.entities import Judged, LabelScores, score_entities
from nlp.evaluation.gold import GoldSpan, GoldText, gold_from_corpus
from nlp.evaluation.mistakes import Mistake, worst_mistakes
from nlp.ner.tokens import MarketTokenizer

SECOND_PASS = Path(__file__).parents[1] / "corpus" / "second-pass.yml"
"""Texts of the corpus that a second hand annotated."""
_OUTSIDE = "outside"


class AgreementReport(Record):
    """How far the second pass says the same as the first."""

    texts: int
    entities: tuple[LabelScores, ...]
    """The first pass as the marked side, the second as the predicted one. F1 is the same the other way round."""
    token_kappa: float
    """Cohen's kappa of the tokens' labels, those outside of mentions included."""
    category_kappa: float
    mistakes: tuple[Mistake, ...]
    """Where they differ most often."""


def evaluate_agreement(
    first: Sequence[AnnotatedText],
    second: Sequence[AnnotatedText],
    *,
    errors: int = 20,
) -> AgreementReport:
    """Compare a second annotation with the first one of the same texts.

    Args:
        first: The corpus; texts that the second pass leaves out do not count.
        second: The second pass, by the same ids.
        errors: How many groups of equal differences to return.

    Raises:
        ConfigError: The second pass has a text that the corpus has not, or has otherwise.
    """
    by_id = {text.id: text for text in first}
    pairs = [(_same_text(by_id, text), text) for text in second]
    lefts = gold_from_corpus([left for left, _ in pairs])
    rights = gold_from_corpus([right for _, right in pairs])
    judged = [
        Judged(frozenset(left.spans), frozenset(right.spans))
        for left, right in zip(lefts.texts, rights.texts, strict=True)
    ]
    tokens = [
        labels
        for left, right in zip(lefts.texts, rights.texts, strict=True)
        for labels in zip(_token_labels(left), _token_labels(right), strict=True)
    ]
    return AgreementReport(
        texts=len(pairs),
        entities=tuple(score_entities(judged, lefts.labels)),
        token_kappa=cohens_kappa(tokens),
        category_kappa=cohens_kappa(
            [(left.category, right.category) for left, right in pairs]
        ),
        mistakes=tuple(worst_mistakes(lefts.texts, judged, errors)),
    )


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Return how far two raters agree beyond chance: 1 wholly, 0 as by chance.

    References:
        Cohen, A coefficient of agreement for nominal scales, 1960.
    """
    count = len(pairs)
    agreed = sum(left == right for left, right in pairs) / count
    lefts = Counter(left for left, _ in pairs)
    rights = Counter(right for _, right in pairs)
    by_chance = sum(lefts[one] * rights[one] for one in lefts) / count**2
    return 1.0 if by_chance >= 1.0 else (agreed - by_chance) / (1 - by_chance)


def _same_text(by_id: dict[str, AnnotatedText], second: AnnotatedText) -> AnnotatedText:
    first = by_id.get(second.id)
    if first is None:
        raise ConfigError(
            "the second pass has a text that the corpus has not: take it out",
            id=second.id,
        )
    if first.text != second.text:
        raise ConfigError(
            "the second pass has a text otherwise than the corpus: copy the corpus's "
            "text and mark that",
            id=second.id,
        )
    return first


def _token_labels(text: GoldText) -> list[str]:
    """Return the label of each token that is no blank."""
    doc = MarketTokenizer(Vocab())(text.text)
    return [
        _label_at(text.spans, token.idx, token.idx + len(token))
        for token in doc
        if not token.text.isspace()
    ]


def _label_at(spans: Sequence[GoldSpan], start: int, end: int) -> str:
    labels = (one.label for one in spans if one.start < end and start < one.end)
    return next(labels, _OUTSIDE)
