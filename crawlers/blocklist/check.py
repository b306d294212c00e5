"""Looks a page or picture up in the block list."""

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from w3lib.encoding import html_to_unicode

from core.errors import LayoutChangedError
from crawlers.blocklist.lists import BlockList, Rule, RuleKind
from crawlers.blocklist.terms import TermList
from crawlers.images import perceptual_hash
from crawlers.pages.decode import decode_page, utf8_text

SNIFFED_BYTES = 1024
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
PICTURE_MARKS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM")
# Both are linear: what they repeat excludes what they begin with.
_INLINE_TAG = re.compile(
    r"</?(?:b|i|u|s|a|em|strong|span|font|small|big|sub|sup|mark|wbr)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_DATA_URL = re.compile(rb"data:image/[\w.+;=-]{1,80},([A-Za-z0-9+/=\s]+)")


@dataclass(frozen=True, slots=True)
class Match:
    """Content that the block list names."""

    rule: Rule
    sha256: str
    """Digest of the content that was met, unpacked."""


def check_body(
    blocklist: BlockList,
    body: bytes,
    content_type: str | None = None,
    encoding: str | None = None,
) -> Match | None:
    """Return the first rule that a body breaks: its bytes, its picture or its text.

    Args:
        blocklist: What must not be stored.
        body: A page or picture, decompressed.
        content_type: The header, where the character set stands.
        encoding: The profile's, by which a page that tells none is read.
    """
    if not body or blocklist.is_empty:
        return None
    rule = _broken_rule(blocklist, body)
    # A page may begin like a picture, and a browser shows it all the same.
    if rule is None and (_is_text(body) or not is_picture(body)):
        rule = _rule_of_page(blocklist, body, content_type, encoding)
    return Match(rule, hashlib.sha256(body).hexdigest()) if rule else None


def is_picture(body: bytes) -> bool:
    """Return whether bytes are a picture rather than a text, whatever a server says."""
    return body.startswith(PICTURE_MARKS)


def _broken_rule(blocklist: BlockList, body: bytes) -> Rule | None:
    for digests in blocklist.digests:
        line = digests.line_of(body)
        if line is not None:
            return Rule(RuleKind(digests.algorithm), line)
    if not blocklist.pictures or not is_picture(body):
        return None
    phash = perceptual_hash(body)
    line = blocklist.pictures.line_of(phash) if phash else None
    return Rule(RuleKind.PHASH, line) if line is not None else None


def _rule_of_page(
    blocklist: BlockList, body: bytes, content_type: str | None, encoding: str | None
) -> Rule | None:
    for picture in _inline_pictures(body):
        rule = _broken_rule(blocklist, picture)
        if rule is not None:
            return rule
    if not blocklist.terms or not _is_text(body):
        return None
    text = _text_of(body, content_type, encoding)
    # Readers pass over it: it must not part a word.
    line = _term_in(blocklist.terms, text.replace("\0", ""))
    return Rule(RuleKind.TERMS, line) if line is not None else None


def _text_of(body: bytes, content_type: str | None, encoding: str | None) -> str:
    try:
        return decode_page(body, content_type=content_type, encoding=encoding, url="")
    except LayoutChangedError:
        # No HTML, but a text that may be shown.
        return utf8_text(body) or html_to_unicode(content_type, body, "utf-8")[1]


def _term_in(terms: TermList, markup: str) -> int | None:
    # Once with the markup, where attributes hold words, once as a reader sees it.
    line = terms.line_of(html.unescape(markup))
    if line is not None or "<" not in markup:
        return line
    shown = _TAG.sub(" ", _INLINE_TAG.sub("", markup))
    return terms.line_of(html.unescape(shown))


def _inline_pictures(body: bytes) -> Iterator[bytes]:
    for match in _DATA_URL.finditer(body):
        try:
            yield base64.b64decode(match[1])
        except binascii.Error:
            continue


def _is_text(body: bytes) -> bool:
    head = body[:SNIFFED_BYTES]
    return head.startswith(UTF16_MARKS) or b"\0" not in head
