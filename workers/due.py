"""Which accounts a batch makes due for linking."""

from collections import defaultdict
from collections.abc import Iterable

from core.analysis import DuplicatePair
from core.messages import IngestBatch
from search.duplicate_pairs import StoredPair, duplicate_id

BOILERPLATE = 24
"""A text of more accounts than this says so little of any two that one more makes no other due."""


def accounts_of(message: IngestBatch) -> set[str]:
    """Return the accounts of which a batch tells something new."""
    return (
        {vendor.vendor_id for vendor in message.vendors}
        | {listing.vendor_id for listing in message.listings}
        | {entry.vendor_id for entry in message.feedback}
    )


def accounts_disturbed(
    pairs: Iterable[DuplicatePair], former: Iterable[StoredPair]
) -> set[str]:
    """Return the accounts around which near-duplicate pairs came or may have gone.

    A text's worth between any two accounts depends on how many have it, so those that have had it are compared anew as well. What is
    boilerplate in any case is left out; the nightly pass looks at it.

    Args:
        pairs: The pairs of the batch's listings that were confirmed.
        former: Those that were known before the batch was written.
    """
    now = {
        duplicate_id(pair.left, pair.right): (
            {pair.left, pair.right},
            {pair.left_vendor, pair.right_vendor},
        )
        for pair in pairs
    }
    before = {
        pair.pair_id: ({pair.left, pair.right}, set(pair.vendors)) for pair in former
    }
    known = before | now
    sharers: defaultdict[str, set[str]] = defaultdict(set)
    for listings, vendors in known.values():
        for listing_id in listings:
            sharers[listing_id] |= vendors
    disturbed: set[str] = set()
    for pair_id in now.keys() ^ before.keys():
        listings, vendors = known[pair_id]
        if all(len(sharers[one]) <= BOILERPLATE for one in listings):
            disturbed |= vendors
    return disturbed
