import pytest

from nlp.identifiers.keys.key_id import PgpKeyId


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PGP key ID 0x12ab34cd", "12AB34CD"),
        ("pgp: 12AB34CD56EF7890", "12AB34CD56EF7890"),
        ("key 0x12AB34CD56EF7890", "12AB34CD56EF7890"),
        ("gpg 12AB34CD 56EF7890", "12AB34CD56EF7890"),
    ],
)
def test_find_gives_ids_beside_a_word_for_keys(text: str, value: str) -> None:
    assert [one.value for one in PgpKeyId().find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "key 12AB34CD56EF7890",
        "0x12AB34CD",
        "pgp 20190314",
        "pgp deadbeef",
        "gpg 8E85BF01 820B 268A 4CDA",
        "git key 0x12AB34CD",
    ],
)
def test_find_leaves_other_digits_alone(text: str) -> None:
    assert list(PgpKeyId().find(text)) == []


def test_recognise_wants_the_prefix() -> None:
    assert PgpKeyId().recognise("0x12AB34CD") == "12AB34CD"
    assert PgpKeyId().recognise("12AB34CD") is None
