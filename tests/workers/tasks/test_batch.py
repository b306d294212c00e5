import json

import pytest

from core.messages import QUEUE, IngestBatch, LinkVendors
from tests.builders import make_batch, make_listing
from tests.workers.conftest import stored_accounts
from workers.app import create_app
from workers.services import Services
from workers.tasks.batch import index_batch

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]


def test_index_batch_leaves_a_receipt(services: Services) -> None:
    services.prepare()
    batch = make_batch(make_listing(1))
    services.broker.lpush(QUEUE, "waits", "waits as well")
    index_batch(batch, services)
    (receipt,) = services.store.receipts([batch.batch_id]).values()
    assert (receipt.listings, receipt.refused) == (1, 0)
    assert receipt.queue_length == 2


def test_index_batch_twice_leaves_one_state(services: Services) -> None:
    services.prepare()
    batch = make_batch(make_listing(1), make_listing(2))
    index_batch(batch, services)
    before = stored_accounts(services)
    index_batch(batch, services)
    assert stored_accounts(services) == before
    assert services.store.dead_letters() == []


def test_index_batch_buries_what_is_refused_and_keeps_the_rest(
    services: Services,
) -> None:
    services.prepare()
    # Elasticsearch refuses a key with a zero byte in a field of free attributes.
    refused = make_listing(2, attributes={"ter\0ms": "escrow"})
    batch = make_batch(make_listing(1), refused)
    index_batch(batch, services)
    (receipt,) = services.store.receipts([batch.batch_id]).values()
    (letter,) = services.store.dead_letters()
    assert receipt.refused == 1
    part = IngestBatch.from_payload(letter.payload)
    assert [item.external_id for item in part.listings] == ["2"]
    (account,) = stored_accounts(services)
    assert [item.title for item in account.listings] == ["Copied watch number1"]


def test_ingest_makes_accounts_due_and_asks_once_for_linking(
    services: Services, use_services: None
) -> None:
    services.prepare()
    app = create_app(services.settings)
    for number in (1, 2):
        batch = make_batch(make_listing(number), number=number)
        app.tasks[IngestBatch.task].apply(args=[batch.to_payload()]).get()
    assert services.linking.due.count() == 1
    (envelope,) = services.broker.lrange(QUEUE, 0, -1)
    assert json.loads(envelope)["headers"]["task"] == LinkVendors.task
