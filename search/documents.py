"""Records into documents and bulk actions; pure."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from core.analysis import AnalysedListing, AnalysedVendor
from core.ids import content_hash
from core.mentions import IDENTIFIER_KINDS, Entity, Mention
from core.records import (
    FeedbackObservation,
    ListingObservation,
    Money,
    Observation,
    Snapshot,
    VendorObservation,
)
from core.text import fold
from search.facts import facts_document
from search.resolved import host_of, resolved, span
from search.versions import (
    LARGEST_LONG,
    PROCESSING_REVISION,
    STUB_VERSION,
    version_of,
)
from search.writer import Action

MAX_MENTIONS = 5_000
"""Mentions of one document that are kept with their places. Elasticsearch refuses a document with more than 10,000 nested ones,
so a text of nothing but "5€" would keep its listing out of the index."""
VECTOR_DIGITS = 7
"""As many as a float32 carries; more would double the size of a document."""

Document = dict[str, Any]


def versioned_action(
    alias: str, record_id: str, document: Document, version: int
) -> Action:
    """Return the write of a document that loses against a newer version of itself."""
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": record_id,
        "version": version,
        "version_type": "external",
        "_source": document,
    }


def create_action(alias: str, record_id: str, document: Document) -> Action:
    """Return the write of a document that never changes once it is there."""
    return {
        "_op_type": "create",
        "_index": alias,
        "_id": record_id,
        "_source": document,
    }


def index_action(alias: str, record_id: str, document: Document) -> Action:
    """Return the write of a document of which only the last is of interest."""
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": record_id,
        "_source": document,
    }


def listing_document(
    analysed: AnalysedListing, *, revision: int = PROCESSING_REVISION
) -> Document:
    """Return a listing's state, without what a state knows besides its observation."""
    seen = analysed.observation
    return {
        **offer_document(analysed, revision=revision),
        "title_folded": fold(seen.title),
        "description_folded": fold(seen.description),
        "vendor_handle_folded": fold(seen.vendor_handle),
        "bands": sorted(set(analysed.bands)),
        "folded_hash": analysed.folded_hash or None,
        "passages": sorted(set(analysed.passages)),
        "image_bands": sorted(set(analysed.image_bands)),
        "text_hash": analysed.text_hash,
        "embedding": [round(float(value), VECTOR_DIGITS) for value in analysed.vector],
    }


def offer_document(
    analysed: AnalysedListing, *, revision: int = PROCESSING_REVISION
) -> Document:
    """Return what one run saw of a listing."""
    seen = analysed.observation
    document = {
        **_observation_fields(seen, _listing_hash(seen), revision),
        **entity_document(analysed.mentions),
        "listing_id": seen.listing_id,
        "vendor_id": seen.vendor_id,
        "vendor_external_id": seen.vendor_external_id,
        "vendor_handle": seen.vendor_handle,
        "title": seen.title,
        "description": seen.description,
        "category": seen.category,
        "category_path": list(seen.category_path),
        **_price_fields(seen.price),
        "ships_from": seen.ships_from,
        "ships_from_raw": seen.ships_from_raw,
        "ships_to": list(seen.ships_to),
        "ships_to_raw": seen.ships_to_raw,
        "listed_at": seen.listed_at,
        "stock": _long(seen.stock),
        "sold": _long(seen.sold),
        "unit": seen.unit,
        "images": [image.model_dump() for image in seen.images],
        "attributes": seen.attributes,
        "facts": facts_document(analysed.facts),
    }
    return document | {"resolved": resolved(document)}


def vendor_document(
    analysed: AnalysedVendor, *, revision: int = PROCESSING_REVISION
) -> Document:
    """Return an account's state, without what a state knows besides its observation."""
    seen = analysed.observation
    return {
        **account_document(analysed, revision=revision),
        "handle_folded": fold(seen.handle),
        "profile_folded": fold(seen.profile),
        "stub": False,
    }


def account_document(
    analysed: AnalysedVendor, *, revision: int = PROCESSING_REVISION
) -> Document:
    """Return what one run saw of an account."""
    seen = analysed.observation
    return {
        **_observation_fields(seen, _vendor_hash(seen), revision),
        **entity_document(analysed.mentions),
        "vendor_id": seen.vendor_id,
        "handle": seen.handle,
        "profile": seen.profile,
        "pgp_key": seen.pgp_key,
        "contact": seen.contact,
        "registered_on": seen.registered_on,
        "last_seen_on": seen.last_seen_on,
        "rating_percent": seen.rating_percent,
        "sales": _long(seen.sales),
        "level": seen.level,
        "attributes": seen.attributes,
    }


def stub_document(seen: ListingObservation) -> Document:
    """Return an account that so far only a listing names."""
    return {
        "vendor_id": seen.vendor_id,
        "market": seen.market,
        "external_id": seen.vendor_external_id,
        "handle": seen.vendor_handle,
        "handle_folded": fold(seen.vendor_handle),
        "profile": "",
        "first_seen_at": seen.observed_at,
        "last_seen_at": seen.observed_at,
        "seen": span(seen.observed_at, seen.observed_at),
        "observed_at": seen.observed_at,
        "run_id": seen.run_id,
        "content_version": STUB_VERSION,
        "stub": True,
    }


def feedback_document(
    seen: FeedbackObservation, *, revision: int = PROCESSING_REVISION
) -> Document:
    """Return what a buyer said; of the buyer, no more than the record holds."""
    return {
        **_observation_fields(seen, _feedback_hash(seen), revision),
        "feedback_id": seen.feedback_id,
        "vendor_id": seen.vendor_id,
        "vendor_external_id": seen.vendor_external_id,
        "listing_id": seen.listing_id,
        "listing_title": seen.listing_title,
        "buyer": seen.buyer,
        "rating": seen.rating,
        "text": seen.text,
        "left_at": seen.left_at,
        **_price_fields(seen.price),
        "attributes": seen.attributes,
    }


def snapshot_document(snapshot: Snapshot, market: str) -> Document:
    """Return where the proof of an observation lies."""
    return {**snapshot.model_dump(), "market": market}


def entity_document(mentions: Iterable[Mention]) -> Document:
    """Return what was found in a text: flat for charts, nested for exact questions.

    All values are in the flat part, however many mentions there are.
    """
    found = list(mentions)
    by_kind: dict[str, list[str]] = {}
    for kind in sorted({mention.kind for mention in found}):
        values = {mention.value for mention in found if mention.kind is kind}
        by_kind[kind.value] = sorted(values)
    entities = [
        Entity(kind=mention.kind, value=mention.value)
        for mention in found
        if mention.kind in IDENTIFIER_KINDS
    ]
    holders = {
        Entity(kind=mention.kind, value=mention.value).key
        for mention in found
        if mention.links_accounts
    }
    return {
        "identifiers": sorted({entity.key for entity in entities}),
        "holders": sorted(holders),
        "entities": by_kind,
        "mention_kinds": list(by_kind),
        "mentions": [mention.model_dump() for mention in _kept(found)],
    }


def _kept(found: Sequence[Mention]) -> Sequence[Mention]:
    if len(found) <= MAX_MENTIONS:
        return found
    # Stable: identifiers first, as nobody asks where the thousandth price stands.
    return sorted(found, key=lambda item: item.kind not in IDENTIFIER_KINDS)[
        :MAX_MENTIONS
    ]


def newest_listings(listings: Sequence[AnalysedListing]) -> list[AnalysedListing]:
    """Return one observation for each listing: the newest of those given."""
    newest: dict[str, AnalysedListing] = {}
    for listing in sorted(listings, key=lambda item: item.observation.observed_at):
        newest[listing.observation.listing_id] = listing
    return list(newest.values())


def _observation_fields(seen: Observation, digest: str, revision: int) -> Document:
    return {
        "market": seen.market,
        "external_id": seen.external_id,
        "url": seen.url,
        "host": host_of(seen.url),
        "run_id": seen.run_id,
        "snapshot_id": seen.snapshot.snapshot_id,
        "observed_at": seen.observed_at,
        "reading": seen.reading,
        "truncated": seen.truncated,
        "content_hash": digest,
        "content_version": version_of(seen, revision),
        "processing_revision": revision,
    }


def _price_fields(price: Money | None) -> Document:
    return {
        "price_amount": _finite(float(price.amount)) if price else None,
        "currency": price.currency if price else None,
        "price_raw": price.raw if price else None,
    }


def _listing_hash(seen: ListingObservation) -> str:
    """Return the digest of all that counts as a change of an offer.

    Stock and sales count, because their course over time is wanted. The day on which the
    market lists it does not: written as "3 days ago", it would change every day.
    """
    raw = [seen.ships_from_raw, seen.ships_to_raw, seen.unit, seen.ships_from]
    texts = [seen.title, seen.description, seen.vendor_handle]
    texts += [text or "" for text in raw]
    texts += [*_price_texts(seen.price), str(seen.category), *seen.ships_to]
    texts += [str(seen.stock), str(seen.sold)]
    texts += [image.sha256 for image in seen.images]
    return content_hash(*texts, *seen.category_path, *_pairs(seen.attributes))


def _vendor_hash(seen: VendorObservation) -> str:
    """Return the digest of all that counts as a change of an account.

    Rating and sales count; the day of the holder's last visit does not.
    """
    texts = [seen.handle, seen.profile, seen.pgp_key or "", seen.contact or ""]
    texts += [str(seen.rating_percent), str(seen.sales), seen.level or ""]
    return content_hash(*texts, str(seen.registered_on), *_pairs(seen.attributes))


def _feedback_hash(seen: FeedbackObservation) -> str:
    texts = [seen.rating or "", seen.text, seen.listing_title or "", seen.buyer or ""]
    return content_hash(*texts, *_price_texts(seen.price), *_pairs(seen.attributes))


def _price_texts(price: Money | None) -> list[str]:
    return [price.raw, str(price.amount), price.currency] if price else [""]


def _pairs(attributes: dict[str, str]) -> list[str]:
    return [part for pair in sorted(attributes.items()) for part in pair]


def _long(number: int | None) -> int | None:
    # A market may write any number of digits; Elasticsearch takes 64 bits.
    return None if number is None else min(number, LARGEST_LONG)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
