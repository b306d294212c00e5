import pytest

from core.mentions import EntityKind, Mention, MentionSource, TextField
from core.records import Category
from nlp.category.taxonomy import TOPIC_OF, UNCLEAR, guess_category
from nlp.category.topics import DARK_WEB_TOPICS


def mention(kind: EntityKind, value: str) -> Mention:
    return Mention(
        kind=kind,
        field=TextField.TITLE,
        start=0,
        end=len(value),
        text=value,
        value=value,
        source=MentionSource.MODEL,
        score=0.9,
    )


def shares(category: Category, share: float) -> dict[str, float]:
    rest = (1 - share) / (len(Category) - 1)
    return {one.value: share if one is category else rest for one in Category}


def test_every_category_but_fraud_has_its_topic() -> None:
    assert set(TOPIC_OF) == set(Category) - {Category.FRAUD}
    assert {*TOPIC_OF.values(), UNCLEAR} <= DARK_WEB_TOPICS


@pytest.mark.parametrize("category", [*TOPIC_OF], ids=str)
def test_category_of_the_greatest_share_is_guessed(category: Category) -> None:
    guess = guess_category(shares(category, 0.9), [])

    assert guess is not None
    assert (guess.category, guess.topics) == (category, (TOPIC_OF[category],))
    assert guess.confidence == pytest.approx(0.9)


def test_topics_of_fraud_come_from_its_fraud_mentions_alone() -> None:
    mentions = [
        mention(EntityKind.FRAUD, "card dumps"),
        mention(EntityKind.DOCUMENT, "identity card"),
        mention(EntityKind.PAYMENT, "bitcoin"),
    ]

    guess = guess_category(shares(Category.FRAUD, 0.8), mentions)

    assert guess is not None
    assert guess.topics == ("credit-card",)


def test_temperature_makes_a_guess_less_sure_and_no_other() -> None:
    sure = guess_category(shares(Category.WEAPONS, 0.9), [])
    unsure = guess_category(shares(Category.WEAPONS, 0.9), [], temperature=2.0)

    assert sure is not None
    assert unsure is not None
    assert unsure.category is sure.category
    # Square roots: 0.9487 of a total of 0.9487 + 5 * 0.1414.
    assert unsure.confidence == pytest.approx(0.5729, abs=1e-4)


def test_unsure_guess_keeps_its_low_confidence() -> None:
    guess = guess_category(shares(Category.DRUGS, 0.3), [])

    assert guess is not None
    assert guess.category is Category.DRUGS
    assert guess.confidence == pytest.approx(0.3)
    assert guess.topics == ("drugs-narcotics",)


def test_harmless_is_said_only_when_sure() -> None:
    guess = guess_category(shares(Category.OTHER, 0.4), [])

    assert guess is not None
    assert guess.topics == (UNCLEAR,)


def test_without_a_classifier_there_is_no_guess() -> None:
    assert guess_category({}, []) is None
