import pytest

from core.ids import stable_id
from core.messages import LinkVendors
from tests.builders import make_batch, make_listing
from workers.app import create_app
from workers.ingest import ingest_batch
from workers.services import Services

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]


def test_relink_works_on_the_message_of_a_task(
    services: Services, use_services: None
) -> None:
    services.prepare()
    ingest_batch(make_batch(make_listing(1), make_listing(2)), services)
    app = create_app(services.settings)
    message = LinkVendors(reason="test", run_id="run-1", market="harbour")
    app.tasks[LinkVendors.task].apply(args=[message.to_payload()]).get()
    assert services.links.links() == []
    assert services.store.dead_letters() == []
    (receipt,) = services.store.receipts([stable_id("link", "run-1")]).values()
    assert {"linking/read", "linking/score", "linking/group"} <= set(receipt.seconds)
    assert services.linking.due.count() == 0
    # The turn was given back.
    assert services.broker.keys("*turn*") == []


def test_relink_buries_a_message_of_another_shape(
    services: Services, use_services: None
) -> None:
    services.prepare()
    app = create_app(services.settings)
    app.tasks[LinkVendors.task].apply(args=[{"reason": 7}]).get()
    (letter,) = services.store.dead_letters()
    assert letter.task == LinkVendors.task
