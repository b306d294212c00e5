import pytest

from nlp.identifiers.money.issuers import has_check_digit, lengths_of


@pytest.mark.parametrize(
    ("digits", "length"),
    [("411111", 16), ("55", 16), ("2720", 16), ("37", 15), ("6011", 16), ("36", 14)],
)
def test_lengths_of_knows_the_networks(digits: str, length: int) -> None:
    assert length in lengths_of(digits)


@pytest.mark.parametrize("digits", ["1", "2721", "56", "9", "0"])
def test_lengths_of_is_empty_for_nobodys_digits(digits: str) -> None:
    assert lengths_of(digits) == frozenset()


def test_has_check_digit_refuses_every_wrong_digit() -> None:
    right = "79927398713"  # the worked example in ISO/IEC 7812's literature
    assert has_check_digit(right)
    for at, digit in enumerate(right):
        for wrong in "0123456789":
            spoilt = f"{right[:at]}{wrong}{right[at + 1 :]}"
            assert has_check_digit(spoilt) is (wrong == digit)
