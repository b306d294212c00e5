"""Small accounts, duplicates and comparisons for the tests of linking."""

from collections.abc import Sequence
from typing import Any

from core.analysis import Account, AccountListing, DuplicateKind, DuplicatePair
from nlp.linking.features import Comparison, SharedValue
from nlp.linking.handles import HandleMatch
from nlp.linking.overlaps import ListingOverlap


def make_account(
    vendor_id: str,
    *,
    handle: str | None = None,
    identifiers: Sequence[str] = (),
    texts: Sequence[str] = (),
    profile: str = "",
    market: str = "harbour",
) -> Account:
    """Return an account whose listings are ``VENDOR/0``, ``VENDOR/1`` and so on."""
    return Account(
        vendor_id=vendor_id,
        market=market,
        handle=handle or f"nobody {vendor_id}",
        profile=profile,
        identifiers=frozenset(identifiers),
        listings=tuple(
            AccountListing(
                listing_id=f"{vendor_id}/{number}", title=text[:20], description=text
            )
            for number, text in enumerate(texts)
        ),
    )


def make_duplicate(left: str, right: str) -> DuplicatePair:
    """Return a pair of listings; the vendor is the part of an id before the slash."""
    left, right = sorted((left, right))
    return DuplicatePair(
        left=left,
        right=right,
        left_vendor=left.partition("/")[0],
        right_vendor=right.partition("/")[0],
        kind=DuplicateKind.NEAR,
        overlap=0.9,
        cosine=0.9,
    )


def make_comparison(**changes: Any) -> Comparison:
    """Return a comparison of two accounts with ten listings that share nothing."""
    texts = ["a listing of this account"] * 10
    blank: dict[str, Any] = {
        "left": make_account("a", texts=texts),
        "right": make_account("b", texts=texts),
        "keys": (),
        "addresses": (),
        "contacts": (),
        "conflict": None,
        "overlap": None,
        "handle": HandleMatch(similarity=0.0, rarity=0.0),
        "profile": None,
        "style": None,
    }
    return Comparison(**(blank | changes))


def shared(key: str, accounts: int = 2) -> tuple[SharedValue, ...]:
    """Return one shared value."""
    return (SharedValue(key=key, accounts=accounts),)


def overlap_of(count: int, *, rare: float | None = None) -> ListingOverlap:
    """Return an overlap of some listings of ``a`` and ``b``."""
    return ListingOverlap(
        left=tuple(f"a/{number}" for number in range(count)),
        right=tuple(f"b/{number}" for number in range(count)),
        rare=float(count) if rare is None else rare,
    )
