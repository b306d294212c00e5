import pytest

from nlp.identifiers.keys.nearby import may_be_named, named_as


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("pgp: ", "", {"pgp"}),
        ("key id ", "", {"id"}),
        ("gpg key ", "", {"pgp", "key"}),
        ("", " is my pgp", {"pgp"}),
        ("private key ", "", set()),
        ("sha256 of my pgp key ", "", set()),
        ("serial ", "", set()),
    ],
)
def test_named_as_hears_the_words_beside(
    before: str, after: str, names: set[str]
) -> None:
    text = f"{before}ABCD{after}"
    assert named_as(text, (len(before), len(before) + 4)) == names


def test_may_be_named_asks_for_any_word() -> None:
    assert may_be_named("my KEY")
    assert not may_be_named("5 g hash")
