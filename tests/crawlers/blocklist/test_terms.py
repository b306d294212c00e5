from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.blocklist.terms import TermList, words_of
from tests.growth import assert_linear

MADE_UP = """\
# harmless words, made up
purplefrobnicator
grommet exchange club
Kürbis-Öl
ж.р.
紫灯
g4.x
"""


def listed(tmp_path: Path, text: str = MADE_UP) -> TermList:
    path = tmp_path / "terms.txt"
    path.write_text(text, encoding="utf-8")
    return TermList.read(path)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a PurpleFrobnicator, new", 2),
        ("purple\u00adfrob\u200bnicator", 2),
        ("ｐｕｒｐｌｅｆｒｏｂｎｉｃａｔｏｒ", 2),
        ("purplefrobnicators", None),
        ("the grommet\n  exchange, club!", 3),
        ("the grommet exchange", None),
        ("grommet exchange clubs", None),
        ("grommet grommet exchange club", 3),
        ("kurbis ol", 4),
        ("KÜRBIS ÖL", 4),
        ("Ж.Р.", 5),
        ("买紫灯吗", 6),
        ("g4_x", 7),
        ("", None),
    ],
)
def test_phrases_are_found_in_whole_words(
    tmp_path: Path, text: str, line: int | None
) -> None:
    assert listed(tmp_path).line_of(text) == line


def test_longest_and_shortest_phrase_may_begin_alike(tmp_path: Path) -> None:
    terms = listed(tmp_path, "blue lamp oil\nblue lamp\n")
    assert terms.line_of("a blue lamp") == 2
    assert terms.line_of("blue lamp oil") in {1, 2}
    assert terms.line_of("blue oil lamp") is None


@pytest.mark.parametrize(
    ("line", "why"), [("...", "no word"), ("w " * 101, "more than")]
)
def test_bad_line_is_named_without_its_words(
    tmp_path: Path, line: str, why: str
) -> None:
    with pytest.raises(ConfigError, match=rf"terms\.txt: line 2: {why}") as caught:
        listed(tmp_path, f"purplefrobnicator\n{line}\n")
    assert "purplefrobnicator" not in str(caught.value)


@pytest.mark.parametrize("unit", ["blue ", "word7 oil "])
def test_many_terms_and_a_long_hostile_text_take_linear_time(
    tmp_path: Path, unit: str
) -> None:
    lines = [" ".join(["blue"] * n) + f" end{n}" for n in range(1, 50)]
    lines += [f"word{n} lamp" for n in range(20_000)]
    terms = listed(tmp_path, "\n".join(lines))

    def read(text: str) -> None:
        assert terms.line_of(text) is None

    assert_linear(read, lambda times: unit * times, size=20_000)


def test_words_lose_case_and_accents() -> None:
    assert words_of("Crème-BRÛLÉE, 3x!") == ["creme", "brulee", "3x"]
