"""Boilerplate, known by its spread: market rules, shipping questions, a supplier's words.

A text is cut into sentences. One that many vendors show says nothing of who wrote the rest, so it is left out before two listings that both
show it are compared.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from nlp.duplicates.shingles import masked_words

MAX_SPREAD = 12
"""A sentence of more vendors than this is boilerplate. One person seldom holds so many accounts; on a synthetic world with 117 accounts,
4 of 3,037 sentences spread further."""
MIN_PASSAGE_WORDS = 6
"""A shorter sentence is a phrase of the trade ("ships within 24 hours") and is not told apart."""
MAX_PASSAGES = 128
"""Sentences of a listing that are told apart; those after them count as its own words."""
PASSAGE_CHARS = 16
"""Hexadecimal characters of a sentence's hash: 64 bits."""

_BREAK = re.compile(r"\n|[.!?;](?=\s)")


def passage_hashes(text: str) -> tuple[str, ...]:
    """Return the hashes of a text's sentences, each once, in their order.

    Case, accents and numbers do not count.
    """
    hashes = (digest for digest, _ in _passages(text) if digest is not None)
    return tuple(dict.fromkeys(hashes))


def own_words(text: str, boilerplate: Collection[str]) -> list[str]:
    """Return the masked words of a text without the sentences of some hashes."""
    return [
        word
        for digest, words in _passages(text)
        if digest is None or digest not in boilerplate
        for word in words
    ]


def widespread_passages(
    shown: Iterable[tuple[str, Iterable[str]]], *, more_than: int = MAX_SPREAD
) -> frozenset[str]:
    """Return the hashes of the sentences that too many vendors show.

    Args:
        shown: Vendor ids and the hashes of one of their listings, in any order.
        more_than: Vendors that may show a sentence.
    """
    vendors: defaultdict[str, set[str]] = defaultdict(set)
    for vendor_id, hashes in shown:
        for digest in hashes:
            vendors[digest].add(vendor_id)
    return frozenset(one for one, by in vendors.items() if len(by) > more_than)


def _passages(text: str) -> Iterator[tuple[str | None, list[str]]]:
    count = 0
    for piece in _BREAK.split(text):
        words = masked_words(piece)
        if len(words) < MIN_PASSAGE_WORDS or count >= MAX_PASSAGES:
            yield None, words
        else:
            count += 1
            yield _hash(words), words


def _hash(words: Iterable[str]) -> str:
    joined = " ".join(words).encode()
    return hashlib.blake2b(joined, digest_size=PASSAGE_CHARS // 2).hexdigest()
