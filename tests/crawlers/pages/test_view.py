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


LABELLED = PageView.of_text(
    "<table><tr><td>Vendor<td>by <a href=/u/bob>Bob</a> <i title=t>x</i></table>"
    "<p><b>Shop:</b> the <a href=/s/1>First</a> <a href=/s/2>Second</a><br><a>no</a></p>"
    "<p><b>Seen:</b> <span title=now>today</span></p>",
    "http://127.0.0.1/",
)


@pytest.mark.parametrize(
    ("place", "texts"),
    [
        ({"label": "Vendor", "css": "a"}, ["Bob"]),
        ({"label": "Vendor", "css": "a", "attr": "href"}, ["/u/bob"]),
        ({"label": "Vendor", "css": "a::text"}, ["Bob"]),
        ({"label": "Vendor", "xpath": "//a/@href"}, ["/u/bob"]),
        ({"label": "Vendor", "attr": "href"}, ["/u/bob"]),
        ({"label": "Vendor", "attr": "title"}, ["t"]),
        ({"label": "Vendor", "css": "b"}, []),
        ({"label": "Shop", "css": "a"}, ["First", "Second"]),
        ({"label": "Shop", "xpath": "//a"}, ["First", "Second"]),
        ({"label": "Shop", "xpath": ".//a/@href"}, ["/s/1", "/s/2"]),
        ({"label": "Shop", "attr": "href"}, ["/s/1", "/s/2"]),
        ({"label": "Seen", "attr": "title"}, ["now"]),
        ({"label": "Seen", "css": "span", "attr": "title"}, ["now"]),
        ({"label": "None", "css": "a"}, []),
    ],
)
def test_selector_beside_a_label_looks_inside_what_stands_there(
    place: dict[str, str], texts: list[str]
) -> None:
    found = LABELLED.matches(Alternative.model_validate(place))
    assert [match.text for match in found] == texts


@pytest.mark.parametrize(
    ("place", "tags"),
    [
        ({"css": "td a::text"}, ["a"]),
        ({"css": "td a::attr(href)"}, ["a"]),
        ({"xpath": "//td/a/@href"}, ["a"]),
        ({"xpath": "//td/a/text()[1]"}, ["a"]),
        ({"css": "a", "within": "table"}, ["a"]),
        ({"css": "a", "within": "ul"}, []),
        ({"label": "Shop"}, ["a", "a"]),
        ({"label": "Vendor", "css": "a::text"}, ["a"]),
        ({"constant": "x"}, []),
    ],
)
def test_elements_are_those_whose_text_a_place_takes(
    place: dict[str, str], tags: list[str]
) -> None:
    found = LABELLED.elements(Alternative.model_validate(place))
    assert [element.tag for element in found] == tags
