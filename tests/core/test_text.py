import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Zürich", "zurich"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("Łódź", "lodz"),
        ("ﬁne ＡＢＣ", "fine abc"),
        ("İstanbul", "istanbul"),
        ("日本", "日本"),
    ],
)
def test_fold_removes_case_accents_and_forms(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_fold_of_plain_letters_takes_the_short_way_to_the_same() -> None:
    plain = "".join(map(chr, range(128)))
    assert fold(plain) + "e" == fold(f"{plain}\u00e9")


@given(st.text())
def test_fold_of_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
