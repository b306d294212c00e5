import re

import pytest

from crawlers.pages.view import PageView, kept_group, url_target
from crawlers.profile.fields import Alternative, Marker

PAGE = PageView.of_text(
    "<html><head><base href='/shop/'></head><body><!-- c --><div class=a>One<br>two"
    "<script>no</script></div><div class=b><i title='T'>deep</i></div></body></html>",
    "http://127.0.0.1/item/7?x=1",
)


@pytest.mark.parametrize(
    ("place", "texts"),
    [
        (Alternative(css="div.a"), ["One two"]),
        (Alternative(css="div"), ["One two", "deep"]),
        (Alternative(css="div i::text"), ["deep"]),
        (Alternative(css="i", attr="title"), ["T"]),
        (Alternative(css="i", attr="lang"), []),
        (Alternative(css="i", within="div.b"), ["deep"]),
        (Alternative(css="i", within="div.a"), []),
        (Alternative(xpath="//i/@title"), ["T"]),
        (Alternative(xpath="string(//i)"), ["deep"]),
        (Alternative(url=r"/item/(\d+)"), ["7"]),
        (Alternative(url=r"/offer/"), []),
        (Alternative(constant="always"), ["always"]),
    ],
)
def test_place_is_found(place: Alternative, texts: list[str]) -> None:
    assert [match.text for match in PAGE.matches(place)] == texts


@pytest.mark.parametrize(
    ("marker", "shown"),
    [
        (Marker(css="div.a"), True),
        (Marker(xpath="//u"), False),
        (Marker(text="ONE TWO"), True),
        (Marker(text="no"), False),
        (Marker(status=503), True),
        (Marker(status=200), False),
    ],
)
def test_marker_is_recognised(marker: Marker, *, shown: bool) -> None:
    assert PAGE.shows(marker, status=503) is shown


def test_words_may_be_parted_by_markup() -> None:
    page = PageView.of_text("<p>Gone <b>for</b> <i>go</i>od", "http://127.0.0.1/")
    assert page.has_words("gone FOR good")
    assert not page.has_words("good for gone")
    assert not page.has_words("gone forever")


def test_paragraphs_keep_their_lines() -> None:
    match = PAGE.matches(Alternative(css="div.a"))[0]
    assert match.paragraphs() == "One\ntwo"


def test_row_sees_only_itself() -> None:
    element = PAGE.matches(Alternative(css="div.b"))[0].found
    assert not isinstance(element, str)
    row = PAGE.row(element)
    assert [match.text for match in row.matches(Alternative(css="i"))] == ["deep"]
    assert row.matches(Alternative(css="script")) == []


def test_selector_that_begins_at_the_page_stays_inside_a_row() -> None:
    page = PageView.of_text("<b>1</b><p><b>2</b></p>", "http://127.0.0.1/")
    (row,) = (
        page.row(node) for node in page.select(css="p") if not isinstance(node, str)
    )
    assert [match.text for match in row.matches(Alternative(xpath="//b"))] == ["2"]
    assert row.select(xpath="count(//b) > 1") == ["true"]
    assert row.select(xpath="count(.//b)") == ["1"]
    assert row.select(xpath="count(.//b) > 1") == []


def test_page_without_anything_is_empty() -> None:
    assert PageView.of_text(" ", "http://127.0.0.1/").lower_text == ""


def test_base_address_of_the_page_is_used() -> None:
    assert PAGE.base_url == "http://127.0.0.1/shop/"


def test_target_is_path_and_query() -> None:
    assert url_target("http://a.example") == "/"
    assert url_target("http://a.example/b?c=d#e") == "/b?c=d"
    assert url_target("http://a.example?c=/d") == "/?c=/d"
    assert url_target("http://a.example/b?") == "/b"
    assert url_target("http://a.example/b?c=d?") == "/b?c=d?"


@pytest.mark.parametrize(
    ("pattern", "kept"), [(r"a(?P<value>b)(c)", "b"), (r"a(b)", "b"), (r"ab", "ab")]
)
def test_group_is_kept(pattern: str, kept: str) -> None:
    match = re.search(pattern, "xabcx")
    assert match is not None
    assert kept_group(match) == kept
