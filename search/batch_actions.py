"""The bulk actions of one batch: states, observations, snapshots, vendor stubs; pure."""

from collections.abc import Iterator, Mapping, Sequence

from core.analysis import AnalysedListing, AnalysedVendor
from core.clock import epoch_ms
from core.records import ListingObservation, Observation
from search.documents import (
    STUB_VERSION,
    Document,
    Earlier,
    account_document,
    create_action,
    external_version,
    listing_document,
    newest_listings,
    observation_id,
    offer_document,
    snapshot_document,
    state_action,
    stub_document,
    vendor_document,
)
from search.indices import Indices
from search.writer import Action

Known = Mapping[str, Earlier]
"""What the index says already, by record id."""


def listing_actions(
    indices: Indices,
    listings: Sequence[AnalysedListing],
    known: Known,
    *,
    revision: int,
) -> Iterator[Action]:
    """Yield the writes of listings and of their observations."""
    states = indices.alias("listings")
    history = indices.alias("listing-observations")
    for item in newest_listings(listings):
        seen = item.observation
        version = external_version(seen.observed_at, revision)
        earlier = known.get(seen.listing_id)
        state = listing_document(item, earlier, revision=revision)
        yield state_action(states, seen.listing_id, state, version)
    for item in listings:
        seen = item.observation
        key = observation_id(seen.listing_id, seen.run_id)
        version = external_version(seen.observed_at, revision)
        document = offer_document(item, revision=revision)
        yield state_action(history, key, document, version)


def vendor_actions(
    indices: Indices,
    vendors: Sequence[AnalysedVendor],
    known: Known,
    *,
    revision: int,
) -> Iterator[Action]:
    """Yield the writes of vendor accounts and of their observations."""
    states = indices.alias("vendors")
    history = indices.alias("vendor-observations")
    for item in vendors:
        seen = item.observation
        version = external_version(seen.observed_at, revision)
        earlier = known.get(seen.vendor_id)
        state = vendor_document(item, earlier, revision=revision)
        yield state_action(states, seen.vendor_id, state, version)
        key = observation_id(seen.vendor_id, seen.run_id)
        document = account_document(item, revision=revision)
        yield state_action(history, key, document, version)


def stub_actions(
    indices: Indices, listings: Sequence[AnalysedListing], known: Known
) -> Iterator[Action]:
    """Yield the writes of accounts that nothing but these listings names."""
    states = indices.alias("vendors")
    named: dict[str, ListingObservation] = {}
    for item in listings:
        named.setdefault(item.observation.vendor_id, item.observation)
    for vendor_id, seen in named.items():
        if vendor_id not in known:
            yield state_action(states, vendor_id, stub_document(seen), STUB_VERSION)


def snapshot_actions(
    indices: Indices, observations: Sequence[Observation]
) -> Iterator[Action]:
    """Yield the writes that say where the proof of each observation lies."""
    alias = indices.alias("snapshots")
    markets = {seen.snapshot: seen.market for seen in observations}
    for snapshot, market in markets.items():
        document = snapshot_document(snapshot, market)
        yield create_action(alias, snapshot.snapshot_id, document)


def late_sightings(
    observations: Mapping[str, Observation], known: Known
) -> dict[str, Document]:
    """Return the documents whose first sighting lies before what the index says.

    They come from runs that were worked off late; their own state is out of date.
    """
    return {
        record_id: {"first_seen_at": seen.observed_at}
        for record_id, seen in observations.items()
        if record_id in known
        and epoch_ms(seen.observed_at) < epoch_ms(known[record_id].first_seen_at)
    }
