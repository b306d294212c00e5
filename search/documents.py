"""Records into documents and bulk actions; pure.

A document's version orders by the moment of the observation and then by the processing
revision, so that a later observation wins over an earlier one whatever the order in which
they are written, and a reparse wins over the observation that it reads anew.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.analysis import AnalysedListing, AnalysedVendor
from core.clock import epoch_ms
from core.ids import content_hash, stable_id
from core.mentions import IDENTIFIER_KINDS, Entity, Mention
from core.records import ListingObservation, Observation, Snapshot, VendorObservation
from core.text import fold
from search.writer import Action

PROCESSING_REVISION = 1
"""Raised when extraction, embedding or the documents change, at most to 999."""
REVISIONS = 1_000
STUB_VERSION = 1
"""Below every real version: a stub never replaces what a page said."""
LARGEST_LONG = 2**63 - 1
MAX_MENTIONS = 5_000
"""Mentions of one document that are kept with their places. Elasticsearch refuses a document with more than 10,000 nested ones,
so a text of nothing but "5€" would keep its listing out of the index."""
VECTOR_DIGITS = 7
"""As many as a float32 carries; more would double the size of a document."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a document says already and the newest observation must not forget."""

    first_seen_at: datetime
    duplicate_group: str | None = None


def external_version(observed_at: datetime, revision: int = PROCESSING_REVISION) -> int:
    """Return the version of what was seen at a moment and read by a revision."""
    return max(0, epoch_ms(observed_at)) * REVISIONS + revision


def state_action(
    alias: str, record_id: str, document: Document, version: int
) -> Action:
    """Return the write of a current state, which loses against a newer one."""
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


def observation_id(record_id: str, run_id: str) -> str:
    """Return the id of what one run saw of one thing."""
    return stable_id("observation", record_id, run_id)


def listing_document(
    analysed: AnalysedListing,
    earlier: Earlier | None = None,
    *,
    revision: int = PROCESSING_REVISION,
) -> Document:
    """Return a listing's current state."""
    seen = analysed.observation
    return {
        **offer_document(analysed, revision=revision),
        "title_folded": fold(seen.title),
        "description_folded": fold(seen.description),
        "vendor_handle_folded": fold(seen.vendor_handle),
        "first_seen_at": _first_seen(seen, earlier),
        "last_seen_at": seen.observed_at,
        "bands": sorted(set(analysed.bands)),
        "text_hash": analysed.text_hash,
        "embedding": [round(float(value), VECTOR_DIGITS) for value in analysed.vector],
        "duplicate_group": earlier.duplicate_group if earlier else None,
    }


def offer_document(
    analysed: AnalysedListing, *, revision: int = PROCESSING_REVISION
) -> Document:
    """Return what one run saw of a listing."""
    seen = analysed.observation
    price = seen.price
    return {
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
        "price_amount": _finite(float(price.amount)) if price else None,
        "currency": price.currency if price else None,
        "price_raw": price.raw if price else None,
        "ships_from": seen.ships_from,
        "ships_from_raw": seen.ships_from_raw,
        "ships_to": list(seen.ships_to),
        "ships_to_raw": seen.ships_to_raw,
        "listed_at": seen.listed_at,
        "stock": _long(seen.stock),
        "sold": _long(seen.sold),
        "unit": seen.unit,
        "attributes": seen.attributes,
    }


def vendor_document(
    analysed: AnalysedVendor,
    earlier: Earlier | None = None,
    *,
    revision: int = PROCESSING_REVISION,
) -> Document:
    """Return an account's current state."""
    seen = analysed.observation
    return {
        **account_document(analysed, revision=revision),
        "handle_folded": fold(seen.handle),
        "profile_folded": fold(seen.profile),
        "first_seen_at": _first_seen(seen, earlier),
        "last_seen_at": seen.observed_at,
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
        "observed_at": seen.observed_at,
        "run_id": seen.run_id,
        "stub": True,
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
    return {
        "identifiers": sorted({entity.key for entity in entities}),
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


def earlier_from(hits: Mapping[str, Mapping[str, Any]]) -> dict[str, Earlier]:
    """Return what stored documents say that must be kept, by their ids."""
    return {
        record_id: Earlier(
            first_seen_at=datetime.fromisoformat(hit["_source"]["first_seen_at"]),
            duplicate_group=hit["_source"].get("duplicate_group"),
        )
        for record_id, hit in hits.items()
    }


def _observation_fields(seen: Observation, digest: str, revision: int) -> Document:
    return {
        "market": seen.market,
        "external_id": seen.external_id,
        "url": seen.url,
        "run_id": seen.run_id,
        "snapshot_id": seen.snapshot.snapshot_id,
        "observed_at": seen.observed_at,
        "truncated": seen.truncated,
        "content_hash": digest,
        "processing_revision": revision,
    }


def _first_seen(seen: Observation, earlier: Earlier | None) -> datetime:
    if earlier is None:
        return seen.observed_at
    return min(seen.observed_at, earlier.first_seen_at)


def _listing_hash(seen: ListingObservation) -> str:
    price = seen.price.raw if seen.price else ""
    raw = [seen.ships_from_raw or "", seen.ships_to_raw or "", seen.unit or ""]
    texts = [seen.title, seen.description, seen.vendor_handle, price, *raw]
    pairs = [part for pair in sorted(seen.attributes.items()) for part in pair]
    return content_hash(*texts, *seen.category_path, *pairs)


def _vendor_hash(seen: VendorObservation) -> str:
    pairs = [part for pair in sorted(seen.attributes.items()) for part in pair]
    texts = [seen.handle, seen.profile, seen.pgp_key or "", seen.contact or ""]
    return content_hash(*texts, *pairs)


def _long(number: int | None) -> int | None:
    # A market may write any number of digits; Elasticsearch takes 64 bits.
    return None if number is None else min(number, LARGEST_LONG)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
