from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from api.schemas import marked_html
from search.highlights import MARK_END, MARK_START


class Tags(HTMLParser):
    """Collects the tags and the text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Tags:
    parser = Tags()
    parser.feed(html)
    parser.close()
    return parser


def test_marked_html_marks_and_escapes() -> None:
    piece = f'<b>{MARK_START}gold{MARK_END}</b> & "more"'
    expected = "&lt;b&gt;<mark>gold</mark>&lt;/b&gt; &amp; &quot;more&quot;"
    assert marked_html(piece) == expected


@given(st.text(alphabet="<>&\"'/=script onerror!-", max_size=60))
def test_marked_html_lets_no_other_tag_through(text: str) -> None:
    found = read(marked_html(f"{MARK_START}{text}{MARK_END}"))
    assert found.tags == {"mark"}
    assert found.text == text
