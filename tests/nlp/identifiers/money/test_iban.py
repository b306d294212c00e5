import pytest

from core.mentions import MentionSource, StopReason
from nlp.identifiers.money.iban import Iban

# Not of the registry: German with right check digits.
OWN = "DE75512108001245126199"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    "text",
    [OWN, OWN.lower(), "DE75 5121 0800 1245 1261 99 BIC SOGEDEFF", f"IBAN:{OWN}."],
)
def test_find_gives_numbers_without_blanks(text: str) -> None:
    (found,) = Iban().find(text)
    assert (found.value, found.source) == (OWN, MentionSource.CHECKSUM)
    assert found.stop_reason is None


def test_find_refuses_every_wrong_character() -> None:
    accepted = [
        changed
        for at, right in enumerate(OWN)
        for wrong in ALPHABET
        if wrong != right
        for changed in [OWN[:at] + wrong + OWN[at + 1 :]]
        if list(Iban().find(f"iban {changed} here"))
    ]
    assert accepted == []


@pytest.mark.parametrize("text", [f"{OWN}0", f"X{OWN}", "DE75 5121  0800", "GB00"])
def test_find_refuses_what_is_no_number(text: str) -> None:
    assert list(Iban().find(text)) == []


def test_found_examples_of_the_registry_say_so() -> None:
    (found,) = Iban().find("GB33 BUKB 2020 1555 5555 55")
    assert found.stop_reason is StopReason.EXAMPLE
