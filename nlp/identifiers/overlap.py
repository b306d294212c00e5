"""The one rule that settles which of two overlapping finds stays."""

from collections.abc import Iterable
from operator import attrgetter

from core.mentions import EntityKind, MentionSource
from nlp.identifiers.base import Found

_RANK = {MentionSource.CHECKSUM: 0, MentionSource.RULE: 1, MentionSource.MODEL: 2}
_UNCHECKED_COINS = frozenset({EntityKind.ETH, EntityKind.SOL})
"""Coins with addresses that only the words beside them vouch for."""


def without_overlaps(finds: Iterable[Found]) -> list[Found]:
    """Return the finds that stay, in the order of the text.

    The surer source wins (checksum, rule, model); then a coin's address, which a link to an explorer holds as it holds one with a
    checksum; then the longer span; then the higher score; then the one given first. So what stands inside a PGP block is not
    reported beside the block.
    """
    ranked = sorted(finds, key=_rank)
    # A sorted list that grows in its middle takes quadratic time; a byte a character does not.
    taken = bytearray(max((one.end for one in ranked), default=0))
    kept: list[Found] = []
    for one in ranked:
        if taken.find(1, one.start, one.end) < 0:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=attrgetter("start"))


def _rank(one: Found) -> tuple[int, bool, int, float]:
    is_coin = one.kind in _UNCHECKED_COINS
    return _RANK[one.source], not is_coin, one.start - one.end, -one.score
