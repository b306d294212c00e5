"""Accounts as the documents that crawls and workers would have left of them.

Only what the linker reads is in them: so a hundred thousand accounts are stored in minutes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from core.analysis import Account, AccountListing
from search.documents import index_action
from search.indices import Indices
from search.writer import Action

Vectors = Sequence[Sequence[float]]


def stored_account(
    account: Account, indices: Indices, *, vectors: Vectors | None = None
) -> Iterator[Action]:
    """Yield the writes of an account, its listings and its feedback.

    Args:
        account: Whom to store.
        indices: Where.
        vectors: The embedding of each listing; none is stored where None.
    """
    vendor = {
        "vendor_id": account.vendor_id,
        "market": account.market,
        "handle": account.handle,
        "profile": account.profile,
        "holders": sorted(account.identifiers),
        "entities": {"ALIAS": sorted(account.aliases)},
        "registered_on": account.registered_on,
        "first_seen_at": account.first_seen_at,
        "last_seen_at": account.last_seen_at,
        "snapshot_id": account.snapshot_id,
    }
    yield index_action(indices.alias("vendors"), account.vendor_id, vendor)
    for number, listing in enumerate(account.listings):
        document = _listing(account, listing)
        if vectors is not None:
            document["embedding"] = list(vectors[number])
        yield index_action(indices.alias("listings"), listing.listing_id, document)
    for buyer in sorted(account.buyers):
        feedback_id = f"{account.vendor_id}-{buyer}"
        yield index_action(
            indices.alias("feedback"),
            feedback_id,
            {
                "feedback_id": feedback_id,
                "vendor_id": account.vendor_id,
                "buyer": buyer,
            },
        )


def _listing(account: Account, listing: AccountListing) -> dict[str, Any]:
    price = None if listing.price_eur is None else {"eur": listing.price_eur}
    return {
        "listing_id": listing.listing_id,
        "vendor_id": account.vendor_id,
        "market": account.market,
        "title": listing.title,
        "description": listing.description,
        "category": listing.category,
        "holders": sorted(listing.identifiers),
        "entities": {"DRUG": list(listing.goods)},
        "price_amount": listing.price_shown,
        "ships_from": listing.ships_from,
        "ships_to": list(listing.ships_to),
        "images": [{"phash": phash} for phash in listing.images],
        "listed_at": listing.listed_at,
        "last_seen_at": listing.listed_at,
        "snapshot_id": listing.snapshot_id,
        "facts": {
            "language": listing.language,
            "price": price,
            "eur_per_unit": listing.unit_price_eur,
        },
    }
