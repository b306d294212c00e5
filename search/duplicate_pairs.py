"""Near-duplicate pairs as documents: kept until one of the two texts changes; pure.

A listing that is read again finds at most some of its copies, so that a pair which it does
not find is no news. A pair therefore carries the hashes of the texts that it was found in. It
goes when it was looked at again and not confirmed, or when its text is another by now.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.analysis import DuplicatePair
from core.ids import pair_id
from search.documents import Document
from search.scan import Hit

PAIR_FIELDS = [
    "left",
    "right",
    "left_hash",
    "right_hash",
    "left_vendor",
    "right_vendor",
]
"""What is read of a pair to tell whether it still holds, and whom it concerns."""
_NOT_OF_A_PAIR = {"pair_id", "left_hash", "right_hash"}
"""Fields that a pair's document has besides the record's own."""


@dataclass(frozen=True, slots=True)
class StoredPair:
    """A near-duplicate pair as it was found in the index."""

    pair_id: str
    seq_no: int
    primary_term: int
    left: str
    right: str
    left_hash: str
    """Of the text that the left listing had."""
    right_hash: str
    vendors: frozenset[str]
    """The accounts of both listings."""
    index: str = ""
    """The index behind the alias that it was found in."""


def duplicate_id(left: str, right: str) -> str:
    """Return the id of a near-duplicate pair, the listings in either order."""
    return pair_id("duplicate", left, right)


def pair_document(pair: DuplicatePair, hashes: Mapping[str, str]) -> Document:
    """Return a pair as a document, with the hashes of both texts."""
    return {
        **pair.model_dump(),
        "pair_id": duplicate_id(pair.left, pair.right),
        "left_hash": hashes.get(pair.left, ""),
        "right_hash": hashes.get(pair.right, ""),
    }


def pair_from(source: Document) -> DuplicatePair:
    """Return the pair that a document holds."""
    own = {key: value for key, value in source.items() if key not in _NOT_OF_A_PAIR}
    return DuplicatePair.model_validate(own)


def is_outdated(
    pair: StoredPair, *, hashes: Mapping[str, str], compared: Collection[str]
) -> bool:
    """Say whether a pair that was not confirmed again does not hold any more.

    Args:
        pair: As it stood before listings were compared.
        hashes: Of the texts as they are now, by listing id; those that are known.
        compared: Ids of the pairs that were looked at, confirmed or not.
    """
    if pair.pair_id in compared:
        return True
    sides = ((pair.left, pair.left_hash), (pair.right, pair.right_hash))
    return any(hashes.get(side, text_hash) != text_hash for side, text_hash in sides)


def stored_pair(hit: Hit) -> StoredPair:
    """Return a pair with what it takes to remove it, unless it is written meanwhile."""
    source = hit["_source"]
    return StoredPair(
        pair_id=hit["_id"],
        seq_no=hit["_seq_no"],
        primary_term=hit["_primary_term"],
        left=source["left"],
        right=source["right"],
        left_hash=source["left_hash"],
        right_hash=source["right_hash"],
        vendors=frozenset({source["left_vendor"], source["right_vendor"]}),
        index=hit["_index"],
    )
