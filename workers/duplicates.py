"""Finds the near-duplicates of a batch, and takes back those that turned out to be boilerplate."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.analysis import AnalysedListing, DuplicatePair
from core.records import ListingImage
from nlp.duplicates.confirm import Candidate, confirm_pair, words_agree
from nlp.duplicates.images import image_bands
from nlp.duplicates.passages import MAX_SPREAD
from search.candidates import StoredListing
from search.documents import newest_listings
from search.duplicate_pairs import StoredPair, duplicate_id
from search.ingest_store import IngestStore

REVIEWED_AT_ONCE = 200
"""Pairs that are read and confirmed at a time: their texts and vectors take some megabytes."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing some listings with their candidates brought."""

    pairs: tuple[DuplicatePair, ...]
    """Those confirmed, each once."""
    hashes: dict[str, str]
    """Of the whole text, by listing id, of all that were compared."""
    compared: frozenset[str]
    """Ids of all pairs that were looked at, confirmed or not."""


def compare_listings(
    listings: Sequence[AnalysedListing], store: IngestStore
) -> Comparison:
    """Compare listings with what the index holds that may say the same.

    They must be written and refreshed. A sentence counts as boilerplate by what is indexed now; one that spreads later leaves pairs
    behind, until one of the two listings changes or ``review_duplicates`` looks at them again.
    """
    newest = newest_listings(listings)
    passages = {passage for item in newest for passage in item.passages}
    widespread = store.widespread_passages(passages, more_than=MAX_SPREAD)
    found = store.duplicate_candidates(newest, widespread=widespread)
    # Made once, however many of the batch it resembles: its shingles are kept.
    stored = {one.listing_id: one for others in found.values() for one in others}
    others = {key: candidate_from(one) for key, one in stored.items()}
    hashes = {key: one.folded_hash for key, one in stored.items()}
    likely: list[tuple[Candidate, Candidate]] = []
    compared: set[str] = set()
    for listing in newest:
        left = _candidate(listing)
        hashes[left.listing_id] = listing.folded_hash
        for one in found.get(left.listing_id, []):
            pair_id = duplicate_id(left.listing_id, one.listing_id)
            right = others[one.listing_id]
            if pair_id not in compared and words_agree(
                left, right, widespread=widespread
            ):
                likely.append((left, right))
            compared.add(pair_id)
    pairs = _confirmed(likely, widespread, store)
    return Comparison(tuple(pairs), hashes, frozenset(compared))


def _confirmed(
    likely: Sequence[tuple[Candidate, Candidate]],
    widespread: Collection[str],
    store: IngestStore,
) -> Iterator[DuplicatePair]:
    """Yield the pairs whose meaning agrees as their words do; only for these are vectors read."""
    rights = {right.listing_id: right for _, right in likely}
    vectors = store.listing_vectors(rights)
    # Who was removed meanwhile has no vector any more.
    known = {key: replace(rights[key], vector=one) for key, one in vectors.items()}
    for left, right in likely:
        other = known.get(right.listing_id)
        if other is None:
            continue
        pair = confirm_pair(left, other, widespread=widespread)
        if pair is not None:
            yield pair


def review_duplicates(store: IngestStore) -> int:
    """Look at every stored pair again, and remove those that do not hold any more.

    Meant for a nightly pass: sentences have become boilerplate since, and no batch tells the listings that showed them before.

    Returns:
        How many pairs were removed.
    """
    store.refresh()
    pairs, removed = store.every_pair(), 0
    while part := list(islice(pairs, REVIEWED_AT_ONCE)):
        removed += store.remove_pairs(_outdated(part, store)).written
    return removed


def _outdated(pairs: Sequence[StoredPair], store: IngestStore) -> list[StoredPair]:
    ids = {listing_id for pair in pairs for listing_id in (pair.left, pair.right)}
    listings = {item.listing_id: candidate_from(item) for item in store.listings(ids)}
    passages = {one for item in listings.values() for one in item.passages}
    widespread = store.widespread_passages(passages, more_than=MAX_SPREAD)

    def holds(pair: StoredPair) -> bool:
        left, right = listings.get(pair.left), listings.get(pair.right)
        if left is None or right is None:
            return False
        return confirm_pair(left, right, widespread=widespread) is not None

    return [pair for pair in pairs if not holds(pair)]


def bands_of(images: Iterable[ListingImage]) -> tuple[str, ...]:
    """Return the keywords that listings with nearly the same pictures share."""
    hashes = (image.phash for image in images if image.phash is not None)
    return tuple(dict.fromkeys(band for one in hashes for band in image_bands(one)))


def candidate_from(stored: StoredListing) -> Candidate:
    """Return a stored listing as one that can be compared."""
    return Candidate(
        listing_id=stored.listing_id,
        vendor_id=stored.vendor_id,
        title=stored.title,
        description=stored.description,
        vector=stored.vector,
    )


def _candidate(listing: AnalysedListing) -> Candidate:
    seen = listing.observation
    return Candidate(
        listing_id=seen.listing_id,
        vendor_id=seen.vendor_id,
        title=seen.title,
        description=seen.description,
        vector=listing.vector,
    )
