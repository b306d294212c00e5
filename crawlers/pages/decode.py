"""The bytes of a page to text, in the right character set."""

from w3lib.encoding import html_body_declared_encoding, html_to_unicode

from core.errors import LayoutChangedError

REPLACEMENT = "\ufffd"
LAST_RESORT = "cp1252"
"""Decodes any byte; what browsers take for Western pages that do not say."""
_SNIFFED_BYTES = 1024
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode_page(
    body: bytes, *, content_type: str | None, encoding: str | None, url: str
) -> str:
    """Return a page's text.

    What is UTF-8 to the last byte is UTF-8, whatever else is said of it: text in another encoding practically never is by accident. Else
    the header's character set wins, then the page's own, then the profile's, then what decodes. Where the declared one leaves characters
    undecodable, the profile's or the last resort is taken if it does better: servers often name the wrong one.

    Raises:
        LayoutChangedError: The body is empty or no HTML.
    """
    require_html(body, url=url)
    plain = utf8_text(body)
    if plain is not None:
        return plain

    def detect(text: bytes) -> str:
        return _first_that_decodes(text, (encoding, "utf-8"))

    declared, text = html_to_unicode(
        content_type, body, default_encoding=LAST_RESORT, auto_detect_fun=detect
    )
    if _is_mostly_wrong(text, body):
        candidates = (html_body_declared_encoding(body), encoding, "utf-8")
        better = _first_that_decodes(body, candidates)
        if better != declared:
            text = body.decode(better, errors="replace")
    return text


def utf8_text(body: bytes) -> str | None:
    """Return the text of a body that is UTF-8 beyond doubt: valid, with characters beyond ASCII."""
    if body.isascii():
        # Which says nothing: encodings of seven bits look like this too.
        return None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def require_html(body: bytes, *, url: str) -> None:
    """Refuse what is not HTML.

    Raises:
        LayoutChangedError: The body is empty or no HTML.
    """
    head = body[:_SNIFFED_BYTES]
    if not head.strip():
        raise LayoutChangedError("the page is empty", url=url)
    if head.startswith(_UTF16_MARKS):
        return
    if b"\0" in head or b"<" not in body[: 64 * _SNIFFED_BYTES]:
        raise LayoutChangedError(
            "what came is not HTML; if this address is no page, keep it out with the "
            "'url' pattern of its kind",
            url=url,
            begins=head[:40],
        )


def _first_that_decodes(body: bytes, encodings: tuple[str | None, ...]) -> str:
    for encoding in encodings:
        if encoding is None:
            continue
        try:
            body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return encoding
    return LAST_RESORT


def _is_mostly_wrong(text: str, body: bytes) -> bool:
    """Return whether more characters failed to decode than came out beyond ASCII.

    One broken byte in a page of good UTF-8 is the market's slip, not another encoding.
    """
    failed = text.count(REPLACEMENT) - body.count(REPLACEMENT.encode())
    if failed <= 0:
        return False
    beyond_ascii = sum(not char.isascii() for char in text) - text.count(REPLACEMENT)
    return failed > beyond_ascii
