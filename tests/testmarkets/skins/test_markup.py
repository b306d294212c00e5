from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from crawlers.pages.text import plain_text
from testmarkets.skins.markup import (
    broken_markup,
    forum_markup,
    line_markup,
    tidy_markup,
)

STYLES = [tidy_markup, line_markup, forum_markup, broken_markup]
LINES = st.lists(
    st.text(alphabet="ab <>&\"';/-äß€.", min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("style", STYLES)
@given(lines=LINES)
def test_text_survives_its_markup(
    style: Callable[[str], Markup], lines: list[str]
) -> None:
    text = "\n".join(lines)
    assert plain_text(f"<td>{style(text)}</td>") == text


@pytest.mark.parametrize("style", STYLES)
def test_markup_of_the_text_is_escaped(style: Callable[[str], Markup]) -> None:
    html = style("one <script>x</script> two three\nfour\nfive six\nseven\neight")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_short_lines_become_a_list() -> None:
    html = tidy_markup("- fast\n- quiet")
    assert html.count("<li>") == 2
    assert "<p>" not in html


def test_forum_text_has_nested_quotes() -> None:
    html = forum_markup("\n".join(["one", "two", "three", "four"]))
    assert html.count("<blockquote>") == 2
    assert html.count("</blockquote>") == 2


def test_broken_markup_is_broken() -> None:
    html = broken_markup("\n".join(f"line number {number}" for number in range(40)))
    assert html.count("<p") != html.count("</p")
    assert html.count("<em>") > html.count("</em>")
    assert "</b></i>" in html
