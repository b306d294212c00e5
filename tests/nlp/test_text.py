import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text import fold_look_alikes, normalise

MESSY = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(" \t\n\r\u00a0\u200b\u00ad\ufeff\u3000ﬁ㎎½Ａａ．＠аеоßé\u0301"),
    ),
    max_size=60,
)


@given(MESSY, st.data())
def test_original_span_contains_every_normalised_span(
    text: str, data: st.DataObject
) -> None:
    clean = normalise(text)
    assert len(clean.offsets) == len(clean.text)
    if not clean.text:
        return
    start = data.draw(st.integers(0, len(clean.text) - 1))
    end = data.draw(st.integers(start + 1, len(clean.text)))
    original_start, original_end = clean.original_span(start, end)
    assert 0 <= original_start < original_end <= len(text)
    assert clean.text[start:end] in normalise(text[original_start:original_end]).text


@given(MESSY)
def test_normalise_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(MESSY)
def test_offsets_never_go_back(text: str) -> None:
    offsets = normalise(text).offsets
    assert list(offsets) == sorted(offsets)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain text stays", "plain text stays"),
        ("two  blanks\t and\u00a0more", "two blanks and more"),
        ("one \r\n\n two", "one\ntwo"),
        ("Ｆｕｌｌ＠ｗｉｄｔｈ．ｃｏｍ", "Full@width.com"),
        ("d\u200ba\u2060r\u00adk\ufeff", "dark"),
        ("a \u200b b", "a b"),
        ("oﬃce 5㎎", "office 5mg"),
        ("", ""),
    ],
)
def test_normalise_cleans(text: str, clean: str) -> None:
    assert normalise(text).text == clean


def test_normalise_maps_expanded_characters_to_their_one_origin() -> None:
    clean = normalise("xﬁy")
    assert clean.text == "xfiy"
    assert list(clean.offsets) == [0, 1, 1, 2]
    assert clean.original_span(1, 2) == (1, 2)


def test_fold_look_alikes_unmasks_mixed_words_only() -> None:
    # Cyrillic а and о in Latin words; a wholly Cyrillic word stays.
    assert fold_look_alikes("dаrk hоrse сор") == "dark horse сор"


@given(MESSY)
def test_fold_look_alikes_keeps_the_length(text: str) -> None:
    assert len(fold_look_alikes(text)) == len(text)
