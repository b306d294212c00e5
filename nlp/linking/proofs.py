"""Which pages show what a witness says."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

from core.analysis import Account, AccountListing
from core.links import Proof
from nlp.linking.witness import MAX_PROOFS

MAX_VALUES = 60
"""Values named as data for one item of evidence."""
MAX_SEARCHED = 1_000
"""Listings of an account whose texts are searched for a value."""
_NUMBER_DIGITS = 9
"""Last digits of a telephone number that are looked for: home, it is written without its country."""


def own_page(account: Account) -> Proof:
    """Return the account's own page."""
    return Proof(vendor_id=account.vendor_id, snapshot_id=account.snapshot_id)


def listing_page(account: Account, listing: AccountListing) -> Proof:
    """Return the page of a listing."""
    return Proof(
        vendor_id=account.vendor_id,
        listing_id=listing.listing_id,
        snapshot_id=listing.snapshot_id,
    )


def pages_where(
    account: Account, holds: Callable[[AccountListing], bool]
) -> Iterator[Proof]:
    """Yield the pages of the listings of which something holds."""
    return (listing_page(account, one) for one in account.listings if holds(one))


def pages_of(account: Account, listing_ids: Iterable[str]) -> Iterator[Proof]:
    """Yield the pages of some listings, in the order given."""
    known = {listing.listing_id: listing for listing in account.listings}
    return (listing_page(account, known[one]) for one in listing_ids if one in known)


def pages_showing(account: Account, keys: Collection[str]) -> Iterator[Proof]:
    """Yield the pages that show one of some entity keys.

    Listings that are known to show it, else those whose text holds its value; the account's own page where its profile holds it, or where
    no listing does.
    """
    values = [key.partition(":")[2] for key in keys]
    by_text = any(_holds(account.profile, value) for value in values)
    if by_text:
        yield own_page(account)
    found = False
    for listing in account.listings[:MAX_SEARCHED]:
        if _shows(listing, keys, values):
            found = True
            yield listing_page(account, listing)
    if not found and not by_text:
        yield own_page(account)


def few_pages(*sides: Iterable[Proof]) -> tuple[Proof, ...]:
    """Return as many pages of each side as fit, none twice."""
    share = MAX_PROOFS // max(1, len(sides))
    return tuple(proof for side in sides for proof in islice(_apart(side), share))


def few_values(*sides: Sequence[str]) -> tuple[str, ...]:
    """Return the first values of each side, ``MAX_VALUES`` in all: links are stored with them."""
    share = MAX_VALUES // max(1, len(sides))
    return tuple(value for side in sides for value in side[:share])


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _apart(proofs: Iterable[Proof]) -> Iterator[Proof]:
    """Yield each page once, as soon as it is found: looking for a page may mean reading a listing."""
    seen = set()
    # One page may stand there once for each value; more than this are not all the same.
    for proof in islice(proofs, MAX_PROOFS * 4):
        if proof not in seen:
            seen.add(proof)
            yield proof


def _shows(
    listing: AccountListing, keys: Collection[str], values: Iterable[str]
) -> bool:
    if listing.identifiers:
        return not listing.identifiers.isdisjoint(keys)
    text = f"{listing.title}\n{listing.description}"
    return any(_holds(text, value) for value in values)


def _holds(text: str, value: str) -> bool:
    if value.startswith("+"):
        wanted = value[-_NUMBER_DIGITS:]
        return wanted in "".join(char for char in text if char.isdigit())
    return bool(value) and value.casefold() in text.casefold()
