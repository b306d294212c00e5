import pytest

from nlp.identifiers.messengers.discord import Discord


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Discord: Horse#1234", "horse#1234"),
        ("discord Horse#1234", "horse#1234"),
        ("discord: horse.man", "horse.man"),
        ("discord.gg/AbCd12", "discord.gg/AbCd12"),
        ("https://discord.com/invite/AbCd12", "discord.gg/AbCd12"),
        ("@horse_7 on discord", "horse_7"),
    ],
)
def test_find_gives_names_and_invitations(text: str, value: str) -> None:
    assert [one.value for one in Discord().find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "batch#1234",
        "Discord - join us now",
        "discord: available",
        "discord horse77",
        "discord: nitro",
        "discord: 2018",
        "a..b",
    ],
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(Discord().find(text)) == []


def test_recognise_wants_the_label() -> None:
    assert Discord().recognise("discord: Horse#1234") == "horse#1234"
    assert Discord().recognise("horse") is None
    assert Discord().canonical("@Horse") == "horse"
    assert Discord().canonical("a..b") is None
