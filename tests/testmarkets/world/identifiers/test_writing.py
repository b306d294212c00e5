import pytest

from core.mentions import IDENTIFIER_KINDS, EntityKind
from testmarkets.world.fragments import join_pieces
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.identifiers.writing import WRITTEN_KINDS, write_identifier

MAIL = Identifier(EntityKind.EMAIL, "otter@owlbox.example")
TELEGRAM = Identifier(EntityKind.TELEGRAM, "quiet_otter")


def written(
    identifier: Identifier, *, is_in_list: bool = False
) -> list[tuple[str, str]]:
    """Many spellings: the whole text and what is marked as the mention."""
    found = []
    for number in range(200):
        pieces = write_identifier(identifier, seeded(number), is_in_list=is_in_list)
        text = join_pieces(pieces)
        assert len(text.spans) == 1
        assert text.spans[0].value == identifier.value
        found.append((text.text, text.spans[0].text))
    return found


@pytest.mark.parametrize("kind", sorted(WRITTEN_KINDS))
def test_every_kind_can_be_written(kind: EntityKind) -> None:
    assert {mention for _, mention in written(Identifier(kind, "ab12@cd.example"))}


def test_only_identifiers_are_written() -> None:
    assert WRITTEN_KINDS <= IDENTIFIER_KINDS


def test_mail_is_plain_or_obfuscated() -> None:
    mentions = {mention for _, mention in written(MAIL)}

    assert mentions >= {
        "otter@owlbox.example",
        "otter [at] owlbox . example",
        "otter(at)owlbox(dot)example",
    }


def test_telegram_is_a_handle_or_a_link() -> None:
    mentions = {mention for _, mention in written(TELEGRAM)}

    assert mentions >= {"@quiet_otter", "t.me/quiet_otter", "t . me / quiet_otter"}


def test_mail_in_a_list_always_has_a_label() -> None:
    assert all(text != mention for text, mention in written(MAIL, is_in_list=True))
    assert any(text == mention for text, mention in written(MAIL))
