import json

import pytest

from crawlers.values.text import cut, fold_whitespace, says_nothing, storable


def test_whitespace_of_all_kinds_becomes_single_spaces() -> None:
    assert fold_whitespace(" a\u00a0 b\n\tc ") == "a b c"


def test_what_takes_no_room_is_left_out() -> None:
    assert fold_whitespace("Ger\u200bma\u00adny") == "Germany"


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("N/A", True), (" - ", True), ("(none)", True), ("Unlimited", True), ("5", False)],
)
def test_words_for_no_value_are_known(text: str, *, nothing: bool) -> None:
    assert says_nothing(text) is nothing


def test_text_is_cut_with_a_mark_that_fits_the_limit() -> None:
    assert cut("abcdef", 6) == ("abcdef", False)
    assert cut("abcdefg", 6) == ("abcde…", True)


def test_what_json_in_utf8_cannot_carry_is_replaced() -> None:
    kept = storable("a\ud800b\0c")
    assert kept == "a?bc"
    assert json.dumps(kept, ensure_ascii=False).encode("utf-8")
