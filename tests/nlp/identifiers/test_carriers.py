from collections.abc import Callable

import pytest

from nlp.identifiers.carriers import is_dhl, is_fedex, is_s10, is_ups, is_usps

# Samples that the carriers and the UPU print.
SAMPLES: list[tuple[Callable[[str], bool], str]] = [
    (is_s10, "RR473124829DE"),
    (is_s10, "RA123456785GB"),
    (is_ups, "1Z999AA10123456784"),
    (is_ups, "1Z5R89390357567127"),
    (is_fedex, "986578788855"),
    (is_fedex, "041441760228964"),
    (is_usps, "9400111202555842332669"),
    (is_dhl, "3318810025"),
]


@pytest.mark.parametrize(("check", "number"), SAMPLES)
def test_checks_accept_samples(check: Callable[[str], bool], number: str) -> None:
    assert check(number)


@pytest.mark.parametrize(("check", "number"), SAMPLES)
def test_checks_refuse_a_wrong_last_digit(
    check: Callable[[str], bool], number: str
) -> None:
    at = max(at for at, char in enumerate(number) if char.isdigit())
    for wrong in "0123456789":
        spoilt = f"{number[:at]}{wrong}{number[at + 1 :]}"
        assert check(spoilt) is (wrong == number[at])


def test_s10_wants_a_country_with_a_post() -> None:
    assert not is_s10("RR473124829QQ")
    assert not is_s10("rr473124829DE")
