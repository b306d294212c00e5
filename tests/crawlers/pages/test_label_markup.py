import pytest
from lxml import etree

from crawlers.pages.label_markup import (
    ends_with_colon,
    further_descriptions,
    is_heading,
    label_key,
    line_after,
    pieces_of,
    short_texts,
    value_of,
)


def tree(markup: str) -> etree._Element:
    return etree.fromstring(f"<body>{markup}</body>", etree.HTMLParser())


@pytest.mark.parametrize(
    ("text", "key"),
    [(" Price: ", "price"), ("» Ships\n from -", "ships from"), ("***", "")],
)
def test_label_is_looked_up_without_what_stands_round_it(text: str, key: str) -> None:
    assert label_key(text) == key


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("a: 1 | b: 2", ["a: 1", "b: 2"]),
        ("a: 1 • 2 • b: 3", ["a: 1 • 2", "b: 3"]),
        ("a: 1 | 2", ["a: 1 | 2"]),
        ("a 1 | b: 2", ["a 1 | b: 2"]),
    ],
)
def test_line_is_cut_where_another_label_begins(line: str, pieces: list[str]) -> None:
    assert pieces_of(line) == pieces


def test_value_is_without_what_parts_it_from_the_next_label() -> None:
    assert value_of(" box  of 5 | ") == "box of 5"
    assert value_of("|") == "|"


def test_only_short_texts_are_kept() -> None:
    root = tree(f"<p>a <b>b</b></p><div>{'x' * 61}</div><script>y</script>")
    texts = {element.tag: text for element, text in short_texts([*root.iter()]).items()}
    assert texts == {"p": "a b", "b": "b", "script": ""}


def test_line_after_a_break_is_its_bare_text_and_what_is_inline() -> None:
    root = tree("a<br> 5 <b>USD</b> each<div>no</div>")
    assert line_after(next(root.iter("br"))) == "5 USD each"
    assert line_after(next(tree("a<br><b>5</b>").iter("br"))) is None


def test_headings_are_cells_of_a_head_or_nothing_but_th() -> None:
    root = tree(
        "<table><thead><tr><td>a</thead><tr><th>b</tr><tr><th>c<td>d</tr></table>"
    )
    rows = list(root.iter("tr"))
    assert [is_heading(row, [*row]) for row in rows] == [True, True, False]


def test_further_descriptions_end_at_the_next_term() -> None:
    root = tree("<dl><dt>a</dt><dd>1</dd><dd>2</dd><dt>b</dt><dd>3</dd></dl>")
    first = next(root.iter("dd"))
    assert [item.text for item in further_descriptions(first)] == ["2"]


def test_colon_ends_a_label_in_any_script() -> None:
    assert ends_with_colon("a: ")
    assert ends_with_colon("价格：")
    assert not ends_with_colon(None)
