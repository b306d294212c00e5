import pytest

from core.mentions import EntityKind
from nlp.identifiers.messengers.numbers import numbers_by_use


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WhatsApp: {}", EntityKind.WHATSAPP),
        ("{} (WhatsApp)", EntityKind.WHATSAPP),
        ("{} on signal", EntityKind.SIGNAL),
        ("whatsapp or call {}", EntityKind.WHATSAPP),
        ("signal number: {}", EntityKind.SIGNAL),
        ("signal: horse.01, phone: {}", EntityKind.PHONE),
        ("tel {}", EntityKind.PHONE),
        ("whatsapp below\n{}", EntityKind.PHONE),
    ],
)
def test_numbers_by_use_asks_the_words_beside(text: str, kind: EntityKind) -> None:
    uses = list(numbers_by_use(text.format("+49 151 23456789")))
    assert [(number.value, use) for number, use in uses] == [("+4915123456789", kind)]
