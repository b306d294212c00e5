import pytest

from nlp.category.topics import (
    BROADEST_FRAUD_TOPIC,
    DARK_WEB_TOPICS,
    FRAUD_TOPICS,
    fraud_topics,
)


def test_every_topic_of_fraud_is_in_the_vocabulary() -> None:
    assert {topic for topic, _ in FRAUD_TOPICS} <= DARK_WEB_TOPICS
    assert BROADEST_FRAUD_TOPIC in DARK_WEB_TOPICS


def test_every_topic_of_fraud_has_a_row_and_its_words_are_folded() -> None:
    names = [topic for topic, _ in FRAUD_TOPICS]

    assert len(names) == len(set(names))
    assert all(
        word.isascii() and word.islower() for _, row in FRAUD_TOPICS for word in row
    )


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("cvv", "credit-card"),
        ("card dumps", "credit-card"),
        ("US CCs", "credit-card"),
        ("cloned cards", "credit-card"),
        ("cashout guide", "cash-out"),
        ("money mules", "cash-out"),
        ("rdp access", "hacking"),
        ("stealer logs", "hacking"),
        ("phishing kit", "hacking"),
        ("streaming accounts", "identification-credentials"),
        ("Bankzugänge", "finance"),
        ("software licence keys", "softwares"),
        ("voucher codes", "finance"),
        ("something never heard of", BROADEST_FRAUD_TOPIC),
    ],
)
def test_what_is_offered_says_the_topic(value: str, first: str) -> None:
    assert fraud_topics([value])[0] == first


def test_what_is_offered_most_comes_first() -> None:
    assert fraud_topics(["cvv", "rdp access", "stealer logs"]) == (
        "hacking",
        "credit-card",
    )


def test_of_topics_named_equally_often_the_more_specific_comes_first() -> None:
    assert fraud_topics(["bank logs"]) == ("hacking", "finance")


def test_fraud_without_mentions_is_finance() -> None:
    assert fraud_topics([]) == ("finance",)
