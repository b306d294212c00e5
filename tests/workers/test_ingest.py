import threading
from datetime import timedelta

import pytest

from core.analysis import DuplicateKind
from core.errors import ServiceUnavailableError
from core.mentions import EntityKind
from core.records import Sighting
from testmarkets.world.identifiers.chain import make_btc
from testmarkets.world.identifiers.identifier import seeded
from tests.builders import NOON, make_batch, make_feedback, make_listing, make_vendor
from tests.workers.conftest import stored_accounts
from workers.ingest import ingest_batch
from workers.services import Services

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]

BTC = make_btc(seeded("nobody's example")).value
EXAMPLE = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
STORY = (
    "A faithful copy with a heavy bracelet and a calm movement, packed flat and sent "
    "in a plain envelope on the day after the order is paid"
)


@pytest.fixture
def ready(services: Services) -> Services:
    services.prepare()
    return services


def test_ingest_batch_writes_listings_vendors_and_mentions(ready: Services) -> None:
    batch = make_batch(
        make_listing(1, description=f"Pay to {BTC} before shipping"),
        make_listing(2, description=f"Not to {EXAMPLE}"),
        vendors=(make_vendor(contact="northwind@brieftaube.test"),),
    )
    receipt = ingest_batch(batch, ready).receipt
    assert (receipt.listings, receipt.vendors, receipt.refused) == (2, 1, 0)
    assert receipt.texts_encoded == 2
    assert receipt.mentions >= 2
    assert set(receipt.seconds) == {
        "extract",
        "embed",
        "bands",
        "write",
        "refresh",
        "duplicates",
        "due",
    }
    (account,) = stored_accounts(ready)
    assert f"{EntityKind.BTC}:{BTC}" in account.identifiers
    assert f"{EntityKind.BTC}:{EXAMPLE}" not in account.identifiers
    assert f"{EntityKind.EMAIL}:northwind@brieftaube.test" in account.identifiers
    assert len(account.listings) == 2


def test_ingest_batch_twice_leaves_the_same_state(ready: Services) -> None:
    batch = make_batch(make_listing(1), make_listing(2), vendors=(make_vendor(),))
    ingest_batch(batch, ready)
    before = stored_accounts(ready)
    second = ingest_batch(batch, ready).receipt
    assert second.texts_encoded == 0
    assert second.written == 0
    assert second.unchanged > 0
    assert stored_accounts(ready) == before


def test_ingest_batch_encodes_no_text_that_another_batch_knew(ready: Services) -> None:
    ingest_batch(make_batch(make_listing(1, title="Same", description=STORY)), ready)
    copy = make_listing(9, market="lantern", title="Same", description=STORY)
    receipt = ingest_batch(make_batch(copy, number=2), ready).receipt
    assert receipt.texts_encoded == 0


def test_ingest_batch_finds_duplicates_within_and_across_batches(
    ready: Services,
) -> None:
    one = make_listing(1, title="Watch", description=STORY)
    two = make_listing(2, title="Watch", description=STORY)
    other = make_listing(3)
    assert ingest_batch(make_batch(one, two, other), ready).receipt.duplicates == 1
    repost = make_listing(
        7, market="lantern", vendor="southwind", title="Watch", description=f"{STORY} 7"
    )
    assert ingest_batch(make_batch(repost, number=2), ready).receipt.duplicates == 2
    pairs = {(pair.left, pair.right): pair for pair in ready.links.duplicates()}
    copies = tuple(sorted((one.listing_id, two.listing_id)))
    assert len(pairs) == 3
    assert pairs[copies[0], copies[1]].kind is DuplicateKind.EXACT


def test_two_batches_at_the_same_time_miss_no_duplicate_between_them(
    ready: Services,
) -> None:
    batches = [
        make_batch(
            *(
                make_listing(
                    number, market=market, description=f"{STORY} of kind {word}"
                )
                for number, word in enumerate(("amber", "birch", "cedar", "delta"))
            ),
            number=index,
        )
        for index, market in enumerate(("harbour", "lantern"))
    ]
    threads = [
        threading.Thread(target=ingest_batch, args=(batch, ready)) for batch in batches
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pairs = {(pair.left, pair.right) for pair in ready.links.duplicates()}
    for left, right in zip(batches[0].listings, batches[1].listings, strict=True):
        assert tuple(sorted((left.listing_id, right.listing_id))) in pairs


def test_ingest_batch_writes_feedback_and_notes_sightings(ready: Services) -> None:
    ingest_batch(make_batch(make_listing(1), vendors=(make_vendor(),)), ready)
    later = NOON + timedelta(days=1)
    seen = make_listing(1).listing_id
    batch = make_batch(
        feedback=(make_feedback(1), make_feedback(2)),
        listing_sightings=tuple(
            Sighting(record_id=key, seen_at=later) for key in (seen, "unknown")
        ),
        vendor_sightings=(Sighting(record_id=make_vendor().vendor_id, seen_at=later),),
        number=2,
        run_id="run-2",
    )
    first, again = (ingest_batch(batch, ready).receipt for _ in range(2))
    for receipt in (first, again):
        counts = (receipt.feedback, receipt.sighted, receipt.unknown_sightings)
        assert counts == (2, 2, 1)
        assert (receipt.listings, receipt.refused) == (0, 0)
    assert again.written == 0


def test_listing_whose_text_changed_loses_its_old_duplicates(ready: Services) -> None:
    one = make_listing(1, title="Watch", description=STORY)
    two = make_listing(2, title="Watch", description=STORY)
    ingest_batch(make_batch(one, two), ready)
    assert len(ready.links.duplicates()) == 1
    later = one.observed_at + timedelta(days=1)
    changed = make_listing(1, observed_at=later, run_id="run-2")
    ingest_batch(make_batch(changed, number=2, run_id="run-2"), ready)
    assert ready.links.duplicates() == []


def test_ingest_batch_of_nothing_is_a_receipt(ready: Services) -> None:
    receipt = ingest_batch(make_batch(), ready).receipt
    assert (receipt.written, receipt.mentions, receipt.duplicates) == (0, 0, 0)


def test_ingest_batch_takes_texts_without_a_word(ready: Services) -> None:
    batch = make_batch(
        make_listing(1, title="???", description=""),
        make_listing(2, title="😀", description="\u200b\u200b"),
    )
    assert ingest_batch(batch, ready).receipt.refused == 0
    assert ready.links.duplicates() == []


def test_ingest_batch_tells_when_elasticsearch_is_away(
    ready: Services,
) -> None:
    from search.client import connect
    from search.ingest_store import IngestStore

    away = ready.settings.model_copy(update={"elasticsearch_url": "http://127.0.0.1:1"})
    ready.store = IngestStore(connect(away), away)
    with pytest.raises(ServiceUnavailableError, match="does not answer"):
        ingest_batch(make_batch(make_listing(1)), ready)
