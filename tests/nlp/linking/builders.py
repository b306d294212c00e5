"""Small accounts and duplicates for the tests of linking."""

from collections.abc import Sequence

from core.analysis import Account, AccountListing, DuplicateKind, DuplicatePair


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
