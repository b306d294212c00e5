import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.linking.handles import gram_set, letter_groups, spellings, words_of


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("GreenLeaf", "gr33nl34f"),
        ("green_leaf", "Green-Leaf"),
        ("greenleaf", "greenleaf77"),
        ("LeafGreen", "GreenLeaf"),
        ("TheGreenLeaf", "greenLeaf_official"),
        ("$ilver", "silver"),
        ("p1ll", "pill"),
        ("grünling", "Grunling"),
        ("apple", "аррӏе"),  # Cyrillic letters
        ("vendetta", "νεndεττα"),  # Greek ones
        ("silver", "ｓｉｌｖｅｒ"),
    ],
)
def test_spellings_undo_disguises(left: str, right: str) -> None:
    assert set(spellings(left)) & set(spellings(right))


def test_spellings_of_strangers_have_nothing_in_common() -> None:
    assert not letter_groups("greenleaf") & letter_groups("nordwind")


def test_spellings_of_signs_alone_are_the_handle() -> None:
    assert spellings("---") == ("---",)
    assert spellings("") == ("",)


def test_spellings_keep_a_handle_of_fillers() -> None:
    assert spellings("TheShop")[0] == "theshop"


def test_words_are_folded_and_without_numbers_around() -> None:
    assert words_of("TheGreen_Leaf77") == ("the", "green", "leaf")
    assert words_of("12345") == ()


def test_gram_set_is_of_one_spelling() -> None:
    assert gram_set("abc") == {"^ab", "abc", "bc$"}
    assert letter_groups("abc7") > gram_set("abc")


def test_letter_groups_mark_the_ends() -> None:
    assert letter_groups("ab") == {"^ab", "ab$"}
    assert letter_groups("abcd") == {"^ab", "abc", "bcd", "cd$"}
    assert letter_groups("") == {"^$"}


def test_spellings_take_hostile_handles() -> None:
    for handle in ("a" * 512, "\u202e\x00", "💎" * 100, "1" * 512):
        assert spellings(handle)
        assert all(len(form) <= 128 for form in spellings(handle))


@given(st.text(max_size=60))
def test_letter_groups_are_those_of_all_spellings(handle: str) -> None:
    groups = letter_groups(handle)
    assert all(gram_set(form) <= groups for form in spellings(handle))
    assert all(len(group) <= 3 for group in groups)
