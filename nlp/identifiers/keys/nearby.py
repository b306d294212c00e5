"""Words near hexadecimal digits that say whether they are of an OpenPGP key."""

import re

from nlp.identifiers.context import BEFORE_CHARS, context_words, holds_any

_WORDS = context_words(
    [
        "(?P<pgp>(?:open)?pgp|gpg|gnupg|openpgp4fpr)",
        "(?P<id>key ?ids?|schlüssel-?id)",
        "(?P<key>fingerprints?|fpr|fingerabdruck|keys?|schlüssel|sleutel|clés?|clave|ключ|отпечаток)",
        "(?P<other>sha-?(?:1|2|256|512)|md5|hash(?:es)?|commits?|git|tx(?:s|id|ids)?|transactions?|ssh|private|secret|seed|api|tox|session|hwid|serial|checksum)",
    ]
)  # fmt: skip
_STEMS = ("pgp", "gpg", "gnupg", "key", "fingerprint", "fpr", "fingerabdruck", "schlüssel", "sleutel", "clé", "clave", "ключ", "отпечаток")  # fmt: skip
_AFTER_CHARS = 25


def may_be_named(text: str) -> bool:
    """Whether a text holds any word for a key at all."""
    return holds_any(text, _STEMS)


def named_as(text: str, span: tuple[int, int]) -> frozenset[str]:
    """Return what the words near a span call it: ``pgp``, ``id``, ``key``.

    Empty when a word for another code is among those before it; only without any before it do the words behind it count.
    """
    start, end = span
    groups = _groups(text, max(0, start - BEFORE_CHARS), start)
    groups = groups or _groups(text, end, end + _AFTER_CHARS)
    return frozenset() if "other" in groups else groups


def _groups(text: str, start: int, end: int) -> frozenset[str]:
    found: list[re.Match[str]] = list(_WORDS.finditer(text, start, end))
    return frozenset(word.lastgroup or "" for word in found)
