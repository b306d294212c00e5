from hypothesis import given
from hypothesis import strategies as st

from search.highlights import (
    AROUND_CHARS,
    MARK_END,
    MARK_START,
    MAX_PIECES,
    marked_words,
    pieces_of,
    word_spans,
)


def mark(text: str) -> str:
    return text.replace("[", MARK_START).replace("]", MARK_END)


def test_marked_words_are_those_between_marks() -> None:
    pieces = [mark("ship to [zurich] and [bern]"), mark("[zurich] again")]
    assert marked_words(pieces) == {"zurich", "bern"}


def test_word_spans_find_the_original_of_a_folded_word() -> None:
    text = "Nach Zürich, ZURICH oder Zürichsee"
    spans = word_spans(text, frozenset({"zurich"}))
    assert [text[start:end] for start, end in spans] == ["Zürich", "ZURICH"]


def test_word_spans_find_joined_words_and_their_parts() -> None:
    text = "don't ask fine.goods here"
    found = word_spans(text, frozenset({"don't", "goods"}))
    assert [text[start:end] for start, end in found] == ["don't", "goods"]


def test_pieces_of_marks_the_whole_text() -> None:
    assert pieces_of("old stamps", [(4, 10)], whole=True) == (mark("old [stamps]"),)


def test_pieces_of_cuts_around_matches_between_words() -> None:
    text = "word " * 100 + "needle " + "word " * 100
    start = text.index("needle")
    (piece,) = pieces_of(text, [(start, start + 6)])
    assert mark("[needle]") in piece
    assert set(piece.split()) == {"word", mark("[needle]")}
    assert len(piece) <= 2 * AROUND_CHARS + len(mark("[needle]"))


def test_pieces_of_puts_neighbours_into_one_piece() -> None:
    assert pieces_of("a b c", [(0, 1), (4, 5)]) == (mark("[a] b [c]"),)


def test_pieces_of_gives_at_most_three() -> None:
    text = ("needle " + "word " * 60) * 6
    spans = word_spans(text, frozenset({"needle"}))
    assert len(pieces_of(text, spans)) == MAX_PIECES


def test_pieces_of_replaces_marks_that_stand_in_the_text() -> None:
    hostile = f"{MARK_START}x{MARK_END} needle"
    (piece,) = pieces_of(hostile, [(4, 10)])
    assert piece.count(MARK_START) == 1
    assert piece == "\ufffdx\ufffd " + mark("[needle]")


def test_pieces_of_nothing_marked_is_nothing() -> None:
    assert pieces_of("text", [], whole=True) == ()


@given(st.text(max_size=400), st.sets(st.text(min_size=1, max_size=5), max_size=5))
def test_pieces_of_any_text_are_parts_of_it(text: str, words: set[str]) -> None:
    clean = text.replace(MARK_START, "\ufffd").replace(MARK_END, "\ufffd")
    for piece in pieces_of(text, word_spans(text, frozenset(words))):
        bare = piece.replace(MARK_START, "").replace(MARK_END, "")
        assert bare in clean
        assert piece.count(MARK_START) == piece.count(MARK_END) > 0
