import pytest

from nlp.identifiers.messengers.labels import (
    is_label,
    is_named,
    labels_of,
    nearest_messenger,
)


@pytest.mark.parametrize(
    ("text", "messenger"),
    [
        ("tg: x", "telegram"),
        ("my Wickr me", "wickr"),
        ("whats app", "whatsapp"),
        ("WA: +1", "whatsapp"),
        ("SIGNAL", "signal"),
        ("threema id", "threema"),
        ("disc: x", "discord"),
        ("icq 1", "icq"),
    ],
)
def test_labels_of_knows_each_messenger(text: str, messenger: str) -> None:
    labels = labels_of(text)
    assert labels is not None
    assert labels.has_group(messenger)
    assert is_named(text, (text[:2].lower(),), messenger)


def test_labels_of_is_none_without_a_messenger() -> None:
    assert labels_of("5 g of hash, tracked") is None
    assert not is_named("wickr", ("tg",), "wickr")


def test_nearest_messenger_stays_on_its_line() -> None:
    text = "wickr or tg: here\nthere"
    near = nearest_messenger(text, text.index("here"))
    assert near is not None
    assert near.lastgroup == "telegram"
    assert nearest_messenger(text, text.index("there")) is None


def test_is_label_takes_whole_words() -> None:
    assert is_label("Telegram")
    assert not is_label("telegraph")
