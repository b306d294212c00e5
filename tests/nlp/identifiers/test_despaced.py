import pytest

from nlp.identifiers.despaced import despace


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("t e l e g r a m : n a m e", "telegram:name"),
        ("w i c k r : horse", "wickr: horse"),
        ("call + 4 9 1 5 1 now", "call +49151 now"),
    ],
)
def test_despace_joins_and_keeps_offsets(text: str, joined: str) -> None:
    despaced = despace(text)
    assert despaced is not None
    assert despaced.text == joined
    for at, char in enumerate(despaced.text):
        start, end = despaced.original_span(at, at + 1)
        assert text[start:end] == char


@pytest.mark.parametrize("text", ["", "I a m here", "a b c d e", "no spaces at all"])
def test_despace_leaves_prose_alone(text: str) -> None:
    assert despace(text) is None
