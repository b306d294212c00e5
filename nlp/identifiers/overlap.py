"""The one rule that settles which of two overlapping finds stays."""

from bisect import bisect_left
from collections.abc import Iterable

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
    starts: list[int] = []
    kept: list[Found] = []
    for one in ranked:
        at = bisect_left(starts, one.start)
        is_free_before = at == 0 or kept[at - 1].end <= one.start
        is_free_after = at == len(kept) or one.end <= kept[at].start
        if is_free_before and is_free_after:
            starts.insert(at, one.start)
            kept.insert(at, one)
    return kept


def _rank(one: Found) -> tuple[int, bool, int, float]:
    is_coin = one.kind in _UNCHECKED_COINS
    return _RANK[one.source], not is_coin, one.start - one.end, -one.score
