import pytest

from nlp.identifiers.messengers.whatsapp import WhatsApp

NUMBER = "+4915123456789"


@pytest.mark.parametrize(
    "text",
    [
        "whatsapp +49 151 23456789",
        "wa.me/4915123456789",
        "https://wa.me/4915123456789",
        "wa . me / 4915123456789",
        "https://api.whatsapp.com/send?phone=4915123456789",
        "+49 151 23456789 via WhatsApp",
    ],
)
def test_find_gives_accounts(text: str) -> None:
    assert [one.value for one in WhatsApp().find(text)] == [NUMBER]


@pytest.mark.parametrize(
    "text", ["+49 151 23456789", "wa.me/123", "whatsapp only", "owa.me/4915123456789"]
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(WhatsApp().find(text)) == []


def test_recognise_wants_the_messenger() -> None:
    assert WhatsApp().recognise("whatsapp: +49 151 23456789") == NUMBER
    assert WhatsApp().recognise(NUMBER) is None
    assert WhatsApp().canonical("+49 151 23456789") == NUMBER
