"""From a classifier's shares and a text's mentions to what the text is about."""

from collections.abc import Iterable, Mapping

from core.mentions import EntityKind, Mention
from core.offers import CategoryGuess
from core.records import Category
from nlp.category.calibration import calibrated
from nlp.category.topics import fraud_topics

TOPIC_OF: Mapping[Category, str] = {
    Category.DRUGS: "drugs-narcotics",
    Category.WEAPONS: "weapons",
    Category.COUNTERFEITS: "counterfeit-materials",
    Category.DOCUMENTS: "identification-credentials",
    Category.OTHER: "other-not-illegal",
}
"""Our categories in the words of MISP's ``dark-web:topic``; those of fraud depend on what is offered."""
UNCLEAR = "unclear"
"""The topic of a text that is taken for harmless without being sure."""
SURE = 0.5
"""Confidence from which a text taken for harmless is called so."""
_DIGITS = 4


def guess_category(
    shares: Mapping[str, float],
    mentions: Iterable[Mention],
    *,
    temperature: float = 1.0,
) -> CategoryGuess | None:
    """Return what a text is about, or ``None`` where no classifier was asked.

    An unsure guess is given with its low confidence: whoever reads it decides what is too low.

    Args:
        shares: Category to share, as the classifier gives them; of equal shares the category declared first counts.
        mentions: Those of the same text.
        temperature: What makes the shares honest; the trained model's meta has it as ``category_temperature``.
    """
    if not shares:
        return None
    probabilities = calibrated(shares, temperature)
    category = max(Category, key=lambda one: probabilities.get(one.value, 0.0))
    confidence = probabilities.get(category.value, 0.0)
    return CategoryGuess(
        category=category,
        confidence=min(1.0, round(confidence, _DIGITS)),
        topics=_topics(category, confidence, mentions),
    )


def _topics(
    category: Category, confidence: float, mentions: Iterable[Mention]
) -> tuple[str, ...]:
    if category is Category.FRAUD:
        return fraud_topics(
            mention.value for mention in mentions if mention.kind is EntityKind.FRAUD
        )
    if category is Category.OTHER and confidence < SURE:
        return (UNCLEAR,)
    return (TOPIC_OF[category],)
