import pytest
from lxml import etree

from crawlers.pages.text import MAX_FRAGMENT_CHARS, element_text, plain_text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/>\n three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        (
            "<table><tr><td>5 g</td><td>30 €</td></tr><tr><td>10 g</td></table>",
            "5 g 30 €\n10 g",
        ),
        ("a <b>bold</b>\n   word", "a bold word"),
        ("12<sup>.50</sup>", "12.50"),
        ("<p>a</p><script>x()</script><style>p{}</style><!-- no -->", "a"),
        ("<p>a</p><p hidden>b</p><p style='Display : none'>c</p>", "a"),
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("no markup\nat all", "no markup at all"),
        ("a\u00a0\u00a0b", "a b"),
        ("", ""),
    ],
)
def test_fragment_becomes_paragraphs(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text
    # An element that is parsed already gives the same.
    page = etree.fromstring(f"<div>{fragment}</div>", etree.HTMLParser())
    (element,) = page.iterfind("body/div")
    assert element_text(element) == text


def test_text_after_an_element_is_not_its_own() -> None:
    page = etree.fromstring("<p><i>a<!-- x -->b</i> c</p>", etree.HTMLParser())
    (element,) = page.iterfind(".//i")
    assert element_text(element) == "ab"
    (around,) = page.iterfind(".//p")
    assert element_text(around) == "ab c"


def test_lines_of_an_element_are_kept_where_asked() -> None:
    page = etree.fromstring("<p>one\ntwo <b>x</b>\nthree", etree.HTMLParser())
    assert element_text(page, keep_lines=True) == "one\ntwo x\nthree"
    assert element_text(page) == "one two x three"


def test_broken_markup_is_repaired_by_beautifulsoup() -> None:
    # Wrongly nested, never closed and cut off within a tag: taking out what looks like
    # tags leaves "bothgoodnow", "firstsecond" and "<a href=".
    fragment = (
        "<div>both<p>good<b>now <i>or</b> never</i><li>first<li>second"
        "<table><tr><td>5 g<td>30 &euro;<tr><td>10 g</table><p>end</div></p><a href="
    )
    assert plain_text(fragment) == (
        "both\ngoodnow or never\nfirst\nsecond\n5 g 30 €\n10 g\nend"
    )


def test_lines_are_kept_where_asked() -> None:
    assert plain_text("one\ntwo", keep_lines=True) == "one\ntwo"
    assert plain_text("one\ntwo <b>x</b>", keep_lines=True) == "one\ntwo x"


def test_hostile_nesting_is_survived() -> None:
    assert plain_text("<b>" * 20_000 + "deep") in {"deep", ""}


def test_endless_fragment_is_cut() -> None:
    text = plain_text("<p>" + "a " * MAX_FRAGMENT_CHARS)
    assert len(text) <= MAX_FRAGMENT_CHARS


def test_bare_address_is_no_file_name() -> None:
    assert plain_text("http://a.example/?x&y") == "http://a.example/?x&y"
