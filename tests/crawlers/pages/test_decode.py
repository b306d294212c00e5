import pytest

from core.errors import LayoutChangedError
from crawlers.pages.decode import decode_page, require_html

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
    ],
)
def test_character_set_is_found(
    body: bytes, content_type: str | None, encoding: str | None
) -> None:
    assert "Küche für 5 €" in decoded(body, content_type, encoding)


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    body = UMLAUTS.encode() + b"\xff"
    assert "Küche für 5 €" in decoded(body, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "body", [b"", b" \n ", b"\x89PNG\0\0<", b"%PDF-1.7 text", b'{"a": 1}']
)
def test_what_is_not_html_is_refused(body: bytes) -> None:
    with pytest.raises(LayoutChangedError):
        require_html(body, url="u")
