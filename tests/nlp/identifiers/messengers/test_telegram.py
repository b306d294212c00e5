import pytest

from nlp.identifiers.messengers.telegram import Telegram


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("see t.me/Dark_Horse.", "t.me/Dark_Horse"),
        ("https://t.me/dark_horse", "https://t.me/dark_horse"),
        ("https://t.me/s/dark_horse", "https://t.me/s/dark_horse"),
        ("t . me / dark_horse", "t . me / dark_horse"),
        ("t. me/dark_horse", "t. me/dark_horse"),
        ("t (dot) me / dark_horse", "t (dot) me / dark_horse"),
        ("t[.]me/dark_horse", "t[.]me/dark_horse"),
        ("telegram.me/dark_horse", "telegram.me/dark_horse"),
        ("tg://resolve?domain=dark_horse", "tg://resolve?domain=dark_horse"),
        ("Telegram: @Dark_Horse", "@Dark_Horse"),
        ("tg @dark_horse", "@dark_horse"),
        ("telegram: dark_horse", "dark_horse"),
        ("@dark_horse on telegram", "@dark_horse"),
        ("Телеграм: @dark_horse", "@dark_horse"),
    ],
)
def test_find_gives_handles(text: str, span: str) -> None:
    spans = {(text[one.start : one.end], one.value) for one in Telegram().find(text)}
    assert spans == {(span, "dark_horse")}


@pytest.mark.parametrize(
    "text",
    [
        "@dark_horse",
        "wickr: @dark_horse, no telegram",
        "https://t.me/joinchat/AAAAAE",
        "https://t.me/+AbCdEf",
        "telegram is available",
        "500 Telegram - Views | 100",
        "telegram: premium accounts 12 months",
        "Telegram channel: weekly",
        "telegram: contact",
        "at.me/dark_horse",
        "telegram: user@host.test",
        "t.me/abc",
    ],
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(Telegram().find(text)) == []


def test_recognise_wants_more_than_a_word() -> None:
    assert Telegram().recognise("@Dark_Horse") == "dark_horse"
    assert Telegram().recognise("t.me/dark_horse") == "dark_horse"
    assert Telegram().recognise("telegram: dark_horse") == "dark_horse"
    assert Telegram().recognise("cocaine") is None


def test_canonical_takes_a_bare_handle() -> None:
    assert Telegram().canonical("Dark_Horse") == "dark_horse"
    assert Telegram().canonical("x") is None
