from hypothesis import given
from hypothesis import strategies as st

from nlp.identifiers.messengers.tox import Tox


def tox_id(body: bytes) -> str:
    """Return the id of 36 octets: key and nospam, then their XOR in two octets."""
    left = right = 0
    for at in range(0, len(body), 2):
        left ^= body[at]
        right ^= body[at + 1]
    return (body + bytes((left, right))).hex().upper()


BODIES = st.binary(min_size=36, max_size=36).filter(lambda body: len(set(body)) > 1)


@given(BODIES)
def test_find_gives_ids_with_a_right_checksum(body: bytes) -> None:
    value = tox_id(body)
    (found,) = Tox().find(f"tox:{value.lower()} bye")
    assert (found.value, found.score) == (value, 1.0)


@given(BODIES, st.integers(0, 75), st.integers(1, 15))
def test_find_refuses_any_wrong_digit(body: bytes, at: int, change: int) -> None:
    value = tox_id(body)
    wrong = f"{int(value[at], 16) ^ change:X}"
    assert list(Tox().find(value[:at] + wrong + value[at + 1 :])) == []


def test_find_refuses_a_row_of_zeros_and_longer_numbers() -> None:
    value = tox_id(bytes(range(36)))
    assert list(Tox().find("0" * 76)) == []
    assert list(Tox().find(f"{value}A A{value}")) == []
