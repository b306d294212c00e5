from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.paging import CursorSigner, question_fingerprint
from core.errors import CursorExpiredError, CursorMalformedError
from core.records import Record
from tests.builders import NOON

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def make_signer(clock: Clock | None = None, secret: bytes = b"s" * 32) -> CursorSigner:
    return CursorSigner(secret, lifetime_s=60, now=clock or Clock())


@given(state=JSON)
def test_cursor_gives_its_state_back(state: object) -> None:
    signer = make_signer()
    cursor = signer.seal(state, question="q")
    assert signer.open(cursor, question="q") == state
    assert cursor.isascii()
    assert not set(cursor) & set("+/=& ?#%")


class Place(Record):
    """Where a page ended."""

    after: tuple[int, str]


def test_a_position_comes_back_and_ends_have_none() -> None:
    signer = make_signer()
    place = Place(after=(3, "x"))
    cursor = signer.sealed(place, question="q")
    assert signer.opened(cursor, Place, question="q") == place
    assert signer.opened(None, Place, question="q") is None
    assert signer.sealed(None, question="q") is None


@given(garbage=st.text(max_size=200))
def test_cursor_made_up_is_malformed(garbage: str) -> None:
    with pytest.raises(CursorMalformedError):
        make_signer().open(garbage, question="q")


@given(position=st.integers(0, 10_000))
def test_cursor_with_a_changed_character_is_malformed(position: int) -> None:
    cursor = make_signer().seal({"point": "abc", "after": [1, "x"]}, question="q")
    # The last character may hold bits that no byte has.
    at = position % (len(cursor) - 1)
    other = "A" if cursor[at] != "A" else "B"
    with pytest.raises(CursorMalformedError):
        make_signer().open(cursor[:at] + other + cursor[at + 1 :], question="q")


def test_cursor_of_another_question_is_malformed() -> None:
    cursor = make_signer().seal(1, question="q")
    with pytest.raises(CursorMalformedError, match="another question"):
        make_signer().open(cursor, question="other")


def test_cursor_of_another_installation_is_malformed() -> None:
    cursor = make_signer(secret=b"t" * 32).seal(1, question="q")
    with pytest.raises(CursorMalformedError, match="not issued by this service"):
        make_signer().open(cursor, question="q")


def test_cursor_expires_and_says_so() -> None:
    clock = Clock()
    signer = make_signer(clock)
    cursor = signer.seal(1, question="q")
    clock.now = NOON + timedelta(seconds=60)
    assert signer.open(cursor, question="q") == 1
    clock.now = NOON + timedelta(seconds=61)
    with pytest.raises(CursorExpiredError, match="without it"):
        signer.open(cursor, question="q")


def test_fingerprint_tells_questions_apart() -> None:
    assert question_fingerprint("a", {"x": 1, "y": 2}) == question_fingerprint(
        "a", {"y": 2, "x": 1}
    )
    parts = [("a", 1), ("a", 2), ("b", 1), ("a1",), ("a", "1")]
    assert len({question_fingerprint(*part) for part in parts}) == len(parts)
