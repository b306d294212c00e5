import pytest

from nlp.identifiers.messengers.session import Session

SESSION_ID = "05" + "0123456789abcdef" * 4


@pytest.mark.parametrize("spelling", [SESSION_ID, SESSION_ID.upper()])
def test_find_gives_ids_in_lower_case(spelling: str) -> None:
    (found,) = Session().find(f"({spelling})")
    assert found.value == SESSION_ID
    assert found.score < 1.0


def test_find_trusts_an_id_more_beside_the_name() -> None:
    (bare,) = Session().find(f"id {SESSION_ID}")
    (named,) = Session().find(f"Session: {SESSION_ID}")
    assert named.score > bare.score


@pytest.mark.parametrize(
    "text",
    [
        SESSION_ID[:-1],
        f"{SESSION_ID}a",
        "06" + SESSION_ID[2:],
        "05" + "0" * 64,
        SESSION_ID[:-1] + "g",
    ],
)
def test_find_refuses_what_is_no_id(text: str) -> None:
    assert list(Session().find(f"session {text} .")) == []
