import re

import pytest

from core.credentials import password_fault
from search.access.passwords import new_password, password_hash, password_matches


def test_new_passwords_are_long_different_and_fit_into_an_address() -> None:
    made = {new_password() for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in made)
    assert {password_fault(one) for one in made} == {None}


def test_hash_has_the_form_that_elasticsearch_reads() -> None:
    # 32 bytes of salt and of hash, as base64 with padding: 44 characters each.
    shape = r"\{PBKDF2\}100000\$[A-Za-z0-9+/]{43}=\$[A-Za-z0-9+/]{43}="
    assert re.fullmatch(shape, password_hash("a password"))
    assert password_hash("a password") != password_hash("a password")


def test_hash_fits_its_password_alone() -> None:
    hashed = password_hash("grün")
    assert password_matches("grün", hashed)
    assert not password_matches("gruen", hashed)


@pytest.mark.parametrize(
    "hashed", ["", "nonsense", "{PBKDF2}100000$%$x", "{PBKDF2}1000$AAAA$AAAA", "$$"]
)
def test_what_is_no_hash_of_ours_fits_nothing(hashed: str) -> None:
    assert not password_matches("x", hashed)
