import pytest

from nlp.identifiers.messengers.threema import Threema


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("threema: a1b2c3d4", "A1B2C3D4"),
        ("Threema ID A1B2C3D4", "A1B2C3D4"),
        ("Threema: *STALL01", "*STALL01"),
        ("threema.id/ABCDEFGH", "ABCDEFGH"),
    ],
)
def test_find_gives_ids_in_capitals(text: str, value: str) -> None:
    assert [one.value for one in Threema().find(text)] == [value]


@pytest.mark.parametrize(
    "text", ["THREEMA: WHATEVER", "A1B2C3D4", "threema: A1B2C3D4E", "threema welcome"]
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(Threema().find(text)) == []


def test_recognise_wants_the_label() -> None:
    assert Threema().recognise("threema: a1b2c3d4") == "A1B2C3D4"
    assert Threema().recognise("A1B2C3D4") is None
