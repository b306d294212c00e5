import pytest

from nlp.identifiers.messengers.signal import Signal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Signal: Horse.01", "horse.01"),
        ("signal username horse_x.42", "horse_x.42"),
        ("signal +49 151 23456789", "+4915123456789"),
        ("https://signal.me/#p/+4915123456789", "+4915123456789"),
        ("@horse.77 on Signal", "horse.77"),
    ],
)
def test_find_gives_accounts(text: str, value: str) -> None:
    assert [one.value for one in Signal().find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "signal strength 4.5",
        "horse.01",
        "signal: horse",
        "signal v1.02",
        "+4915123456789",
    ],
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(Signal().find(text)) == []


def test_recognise_wants_the_messenger() -> None:
    assert Signal().recognise("signal: Horse.01") == "horse.01"
    assert Signal().recognise("file.01") is None
    assert Signal().canonical("Horse.01") == "horse.01"
    assert Signal().canonical("horse.00") is None
