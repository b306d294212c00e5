import json

from crawlers.values.text import cut, fold_whitespace, storable


def test_whitespace_of_all_kinds_becomes_single_spaces() -> None:
    assert fold_whitespace(" a\u00a0 b\n\tc ") == "a b c"


def test_text_is_cut_with_a_mark_that_fits_the_limit() -> None:
    assert cut("abcdef", 6) == ("abcdef", False)
    assert cut("abcdefg", 6) == ("abcde…", True)


def test_what_json_in_utf8_cannot_carry_is_replaced() -> None:
    kept = storable("a\ud800b\0c")
    assert kept == "a?bc"
    assert json.dumps(kept, ensure_ascii=False).encode("utf-8")
