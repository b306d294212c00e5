import pytest

from nlp.identifiers.messengers.wickr import Wickr


@pytest.mark.parametrize(
    "text", ["Wickr: DarkHorse7", "wickr me: darkhorse7", "Wickr Darkhorse7"]
)
def test_find_gives_names_in_lower_case(text: str) -> None:
    (found,) = Wickr().find(text)
    assert found.value == "darkhorse7"
    assert found.score < 1.0


def test_find_leaves_prose_alone() -> None:
    assert list(Wickr().find("wickr me for a price, wickr preferred")) == []


def test_recognise_wants_the_label() -> None:
    assert Wickr().recognise("wickr: DarkHorse") == "darkhorse"
    assert Wickr().recognise("darkhorse") is None


def test_canonical_takes_a_bare_name() -> None:
    assert Wickr().canonical("@DarkHorse") == "darkhorse"
    assert Wickr().canonical("a b") is None
