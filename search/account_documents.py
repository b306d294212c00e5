"""Documents of accounts, listings and feedback into what the linker sees; pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.analysis import Account, AccountListing
from core.mentions import EntityKind
from core.text import fold

VENDOR_FIELDS = [
    "vendor_id",
    "market",
    "handle",
    "profile",
    "holders",
    "entities.ALIAS",
    "registered_on",
    "first_seen_at",
    "last_seen_at",
    "snapshot_id",
]
GOODS = (
    EntityKind.DRUG,
    EntityKind.WEAPON,
    EntityKind.COUNTERFEIT,
    EntityKind.DOCUMENT,
    EntityKind.FRAUD,
)
"""Kinds of mention that name what is offered."""
LISTING_FIELDS = [
    "listing_id",
    "vendor_id",
    "title",
    "description",
    "category",
    "price_amount",
    "holders",
    "entities.ALIAS",
    *(f"entities.{kind}" for kind in GOODS),
    "facts.language",
    "facts.category.category",
    "facts.price.eur",
    "facts.eur_per_unit",
    "facts.ships_from",
    "facts.ships_to",
    "ships_from",
    "ships_to",
    "images.phash",
    "listed_at",
    "first_seen_at",
    "snapshot_id",
]

SHORTEST = 1e-6
"""A mean below this points nowhere: its vectors cancel one another out."""

Source = Mapping[str, Any]


def account_from(
    vendor: Source,
    listings: Sequence[Source],
    *,
    buyers: Iterable[str] = (),
    vector: Sequence[float] | None = None,
) -> Account:
    """Return an account as the linker sees it.

    Args:
        vendor: The account's document, ``VENDOR_FIELDS`` of it.
        listings: Documents of its listings, ``LISTING_FIELDS`` of them.
        buyers: Who left feedback.
        vector: The mean of the listings' embeddings, length 1.

    Its identifiers are those that may name a holder, its own and those of all its listings: no value that many people show for a
    known reason.
    """
    pages = [vendor, *listings]
    return Account(
        vendor_id=vendor["vendor_id"],
        market=vendor["market"],
        handle=vendor["handle"],
        profile=vendor["profile"],
        identifiers=frozenset(
            key for page in pages for key in page.get("holders") or ()
        ),
        listings=tuple(
            sorted(map(listing_from, listings), key=lambda item: item.listing_id)
        ),
        aliases=frozenset(
            fold(name) for page in pages for name in _mentioned(page, EntityKind.ALIAS)
        ),
        registered_on=vendor.get("registered_on"),
        first_seen_at=vendor.get("first_seen_at"),
        last_seen_at=vendor.get("last_seen_at"),
        buyers=frozenset(buyers),
        vector=None if vector is None else tuple(vector),
        snapshot_id=vendor.get("snapshot_id"),
    )


def listing_from(source: Source) -> AccountListing:
    """Return a listing as the linker sees it: the market's own fields before what the text says."""
    facts = source.get("facts") or {}
    origins = facts.get("ships_from") or ()
    return AccountListing(
        listing_id=source["listing_id"],
        title=source["title"],
        description=source["description"],
        category=(facts.get("category") or {}).get("category")
        or source.get("category"),
        goods=tuple(name for kind in GOODS for name in _mentioned(source, kind)),
        price_eur=(facts.get("price") or {}).get("eur"),
        unit_price_eur=facts.get("eur_per_unit"),
        price_shown=source.get("price_amount"),
        ships_from=source.get("ships_from") or (origins[0] if origins else None),
        ships_to=tuple(source.get("ships_to") or facts.get("ships_to") or ()),
        language=facts.get("language"),
        images=tuple(
            image["phash"] for image in source.get("images") or () if image.get("phash")
        ),
        identifiers=frozenset(source.get("holders") or ()),
        listed_at=source.get("listed_at") or source.get("first_seen_at"),
        snapshot_id=source.get("snapshot_id"),
    )


def mean_vector(vectors: Iterable[Sequence[float]]) -> tuple[float, ...] | None:
    """Return the mean of some vectors, scaled to length 1; None where there is no direction."""
    # Exact sums, so that the order of the listings changes nothing.
    total = [math.fsum(numbers) for numbers in zip(*vectors, strict=True)]
    length = math.hypot(*total)
    if length < SHORTEST:
        return None
    return tuple(value / length for value in total)


def _mentioned(source: Source, kind: EntityKind) -> Sequence[str]:
    names: Sequence[str] = (source.get("entities") or {}).get(kind.value) or ()
    return names
