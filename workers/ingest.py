"""One batch, from records to documents: extract, embed, write, look for duplicates.

Knows nothing of the queue. May run any number of times on the same batch: ids are deterministic, and vectors are looked up by the hash
of their text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.analysis import AnalysedListing, AnalysedVendor
from core.clock import utc_now
from core.errors import IndexingError
from core.ids import content_hash
from core.messages import IngestBatch
from core.receipts import BatchReceipt
from core.records import ListingObservation
from nlp.duplicates.confirm import Candidate
from nlp.duplicates.minhash import minhash_bands
from nlp.embedding.cache import Embedded, embed_new, texts_by_hash
from nlp.embedding.encoder import listing_text
from search.batch_writer import SightingReport
from workers.due import accounts_disturbed, accounts_of
from workers.duplicates import bands_of, compare_listings
from workers.reading import ListingReading, read_batch
from workers.refused import RefusedPart, refused_part
from workers.services import Services
from workers.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What became of a batch."""

    receipt: BatchReceipt
    refused: tuple[RefusedPart, ...]
    """The records that no pipeline could read or that Elasticsearch refused; the others are indexed."""


@dataclass(frozen=True, slots=True)
class _Written:
    written: int
    unchanged: int
    refused: RefusedPart | None


def ingest_batch(message: IngestBatch, services: Services) -> IngestOutcome:
    """Index a batch and everything that is computed from its texts.

    The order matters: write first, refresh, look up after. Of two batches that run at the same time at least one then sees the other's
    listings, so no duplicate between them goes unnoticed. Looking up first would let both miss it.

    Raises:
        ServiceUnavailableError: Elasticsearch is away; run it again.
        ModelMismatchError: The index holds vectors of another length.
    """
    watch = Stopwatch()
    with watch.stage("extract"):
        reading = read_batch(message, services.extractor)
        whole, message, vendors = message, reading.message, reading.vendors
    with watch.stage("embed"):
        embedded = _embed(message.listings, services)
    with watch.stage("bands"):
        listings = [
            _analysed(listing, read, embedded)
            for listing, read in zip(message.listings, reading.listings, strict=True)
        ]
    with watch.stage("write"):
        former = services.store.stored_pairs(
            item.listing_id for item in message.listings
        )
        written = _write(message, listings, vendors, services)
        sightings = services.store.save_sightings(
            message.listing_sightings, message.vendor_sightings
        )
    with watch.stage("refresh"):
        services.store.refresh()
    with watch.stage("duplicates"):
        found = compare_listings(listings, services.store)
        services.store.save_duplicates(
            found.pairs, hashes=found.hashes, former=former, compared=found.compared
        )
    with watch.stage("due"):
        # After all writes: whoever links reads at least what made the account due.
        services.linking.due.mark(
            accounts_of(message) | accounts_disturbed(found.pairs, former)
        )
    refused = tuple(
        part for part in (reading.unreadable, written.refused) if part is not None
    )
    receipt = _receipt(whole, written, sightings, watch).model_copy(
        update={
            "refused": sum(part.size for part in refused),
            "mentions": _mention_count(listings) + _mention_count(vendors),
            "duplicates": len(found.pairs),
            "texts_encoded": embedded.encoded,
        }
    )
    return IngestOutcome(receipt=receipt, refused=refused)


def _receipt(
    message: IngestBatch,
    written: _Written,
    sightings: SightingReport,
    watch: Stopwatch,
) -> BatchReceipt:
    return BatchReceipt(
        batch_id=message.batch_id,
        run_id=message.run_id,
        market=message.market,
        finished_at=utc_now(),
        listings=len(message.listings),
        vendors=len(message.vendors),
        feedback=len(message.feedback),
        sighted=sightings.known,
        unknown_sightings=sightings.unknown,
        written=written.written,
        unchanged=written.unchanged,
        mentions=0,
        duplicates=0,
        texts_encoded=0,
        seconds=watch.seconds,
    )


def _embed(listings: Sequence[ListingObservation], services: Services) -> Embedded:
    texts = texts_by_hash(_embedded_text(item) for item in listings)
    version = services.encoder.version
    known = services.store.known_vectors(list(texts), version)
    embedded = embed_new(texts, known, services.encoder)
    # Saved before the listings: a batch that dies after this encodes nothing again.
    services.store.save_vectors(embedded.new, version)
    return embedded


def _embedded_text(listing: ListingObservation) -> str:
    return listing_text(listing.title, listing.description)


def _analysed(
    listing: ListingObservation, read: ListingReading, embedded: Embedded
) -> AnalysedListing:
    text_hash = content_hash(_embedded_text(listing))
    text = Candidate(
        listing_id=listing.listing_id,
        vendor_id=listing.vendor_id,
        title=listing.title,
        description=listing.description,
    )
    return AnalysedListing(
        observation=listing,
        mentions=read.mentions,
        facts=read.facts,
        text_hash=text_hash,
        bands=minhash_bands(text.text),
        vector=embedded.vectors[text_hash],
        folded_hash=text.folded_hash,
        passages=text.passages,
        image_bands=bands_of(listing.images),
    )


def _write(
    message: IngestBatch,
    listings: Sequence[AnalysedListing],
    vendors: Sequence[AnalysedVendor],
    services: Services,
) -> _Written:
    try:
        report = services.store.save_batch(listings, vendors, message.feedback)
    except IndexingError as error:
        part = refused_part(message, error)
        if part is None:
            raise
        counts = error.context
        return _Written(
            written=counts.get("written", 0),
            unchanged=counts.get("unchanged", 0),
            refused=part,
        )
    return _Written(written=report.written, unchanged=report.unchanged, refused=None)


def _mention_count(items: Sequence[AnalysedListing | AnalysedVendor]) -> int:
    return sum(len(item.mentions) for item in items)
