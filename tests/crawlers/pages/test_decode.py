import pytest

from core.errors import LayoutChangedError
from crawlers.pages.decode import decode_page, require_html

META = b"<meta charset=koi8-r>"
UMLAUTS = "<html><p>Küche für 5 €</p></html>"


def decoded(
    body: bytes, content_type: str | None = None, encoding: str | None = None
) -> str:
    return decode_page(body, content_type=content_type, encoding=encoding, url="u")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (UMLAUTS.encode(), "text/html; charset=utf-8", None),
        (UMLAUTS.encode("cp1252"), "text/html; charset=windows-1252", "utf-8"),
        (b"<meta charset=windows-1252>" + UMLAUTS.encode("cp1252"), "text/html", None),
        (UMLAUTS.encode("iso8859-15"), None, "iso8859-15"),
        (UMLAUTS.encode(), None, None),
        (UMLAUTS.encode("cp1252"), None, None),
        (UMLAUTS.encode("utf-16"), None, None),
        # The server names the wrong one.
        (UMLAUTS.encode("cp1252"), "text/html; charset=utf-8", None),
        (UMLAUTS.encode("cp1252"), "text/html; charset=utf-8", "cp1252"),
        # All of them name the wrong one: what is UTF-8 to the last byte is UTF-8.
        (META + UMLAUTS.encode(), "text/html; charset=us-ascii", None),
        (META + UMLAUTS.encode(), "text/html; charset=us-ascii", "koi8-r"),
        (META + UMLAUTS.encode(), "text/html", "cp1252"),
        (UMLAUTS.encode("utf-8-sig"), "text/html; charset=windows-1252", None),
    ],
)
def test_character_set_is_found(
    body: bytes, content_type: str | None, encoding: str | None
) -> None:
    assert "Küche für 5 €" in decoded(body, content_type, encoding)


def test_text_without_other_characters_than_ascii_follows_its_declaration() -> None:
    japanese = "<html><p>日本</p></html>"
    packed = japanese.encode("iso2022_jp")
    assert decoded(packed, "text/html; charset=iso-2022-jp") == japanese


def test_byte_order_mark_is_no_text() -> None:
    assert decoded(UMLAUTS.encode("utf-8-sig")).startswith("<html>")


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    body = UMLAUTS.encode() + b"\xff"
    assert "Küche für 5 €" in decoded(body, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "body", [b"", b" \n ", b"\x89PNG\0\0<", b"%PDF-1.7 text", b'{"a": 1}']
)
def test_what_is_not_html_is_refused(body: bytes) -> None:
    with pytest.raises(LayoutChangedError):
        require_html(body, url="u")
