"""How close the pipeline comes to its limit, the sentence encoder: ``make bench``.

Both sides work on the same new texts, turn and turn about in one process, so that whatever else the machine does slows both. The limit is
the encoder alone; the other side is a whole batch: extract, embed, write to a real Elasticsearch, look for near-duplicates. The ratio is
what counts; seconds depend on the machine.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.ids import listing_id, snapshot_id, vendor_id
from core.messages import IngestBatch
from core.records import ListingObservation, Money, Snapshot
from core.settings import Settings, get_settings
from local.elasticsearch import ElasticsearchServer
from nlp.embedding.encoder import listing_text
from testmarkets.world import build_world
from testmarkets.world.model import ListingRecord
from workers.ingest import ingest_batch
from workers.services import load_services

ROUNDS = 6
BATCH = 64
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def observation(listing: ListingRecord) -> ListingObservation:
    """Return a listing of the test world as a crawler would have seen it."""
    url = f"http://127.0.0.1/{listing.external_id}"
    digest = "0" * 64
    return ListingObservation(
        market=listing.market,
        external_id=listing.external_id,
        url=url,
        run_id="bench",
        snapshot=Snapshot(
            snapshot_id=snapshot_id("bench", url, digest),
            run_id="bench",
            url=url,
            fetched_at=NOW,
            status=200,
            received_sha256=digest,
            parsed_sha256=digest,
            size_bytes=0,
        ),
        observed_at=NOW,
        listing_id=listing_id(listing.market, listing.external_id),
        vendor_id=vendor_id(listing.market, listing.vendor_external_id),
        vendor_external_id=listing.vendor_external_id,
        vendor_handle=listing.vendor_external_id,
        title=listing.title,
        description=listing.description,
        price=Money(raw=str(listing.price), amount=listing.price, currency="EUR"),
    )


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def batches(listings: Sequence[ListingRecord]) -> list[list[ListingObservation]]:
    """Cut listings with texts of their own into batches."""
    unique = {(item.title, item.description): item for item in listings}
    seen = [observation(item) for item in unique.values()]
    return [seen[start : start + BATCH] for start in range(0, len(seen), BATCH)]


def main() -> int:
    """Run the comparison and print it; returns the exit code."""
    work = batches(build_world(7, size=1200).listings)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        downloads = get_settings().home / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        (home / "downloads").symlink_to(downloads)
        settings = Settings(home=home, elasticsearch_port=0, index_prefix="bench")
        server = ElasticsearchServer(settings)
        try:
            url = server.start()
            settings = settings.model_copy(update={"elasticsearch_url": url})
            compare(settings, work)
        finally:
            server.stop()
            server.remove()
    return 0


def compare(settings: Settings, work: Sequence[Sequence[ListingObservation]]) -> None:
    """Run both sides in turn over different texts and print their rates."""
    services = load_services(settings)
    services.prepare()
    limit_s = whole_s = 0.0
    limit_n = whole_n = 0
    for number in range(ROUNDS):
        alone, batch = work[2 * number], work[2 * number + 1]
        texts = [listing_text(item.title, item.description) for item in alone]
        limit_s += seconds(lambda texts=texts: services.encoder.encode(texts))  # type: ignore[misc]
        limit_n += len(texts)
        message = IngestBatch(
            batch_id=f"b{number}",
            run_id="bench",
            market="bench",
            listings=tuple(batch),
            vendors=(),
        )
        whole_s += seconds(lambda message=message: ingest_batch(message, services))  # type: ignore[misc]
        whole_n += len(batch)
    limit, whole = limit_n / limit_s, whole_n / whole_s
    print(f"encoder alone   {limit:8.1f} listings/s  (the limit)")
    print(f"whole pipeline  {whole:8.1f} listings/s")
    print(f"ratio           {whole / limit:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
