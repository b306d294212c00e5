"""``ingest.batch``: the listings and vendors of one message, indexed."""

from typing import Any

from core.messages import QUEUE, IngestBatch
from workers.dead_letters import bury, letter_for
from workers.handling import work_off
from workers.link_request import LinkRequests
from workers.queue import waiting_messages
from workers.services import Services


def ingest(task: Any, payload: Any) -> None:
    """Work off one batch, and ask that its accounts be linked."""

    def work(message: IngestBatch, services: Services) -> None:
        index_batch(message, services)
        requests = LinkRequests(services.broker, services.settings)
        following = requests.for_batch(message.market)
        if following is not None:
            task.app.send_task(
                following.task, args=[following.to_payload()], queue=QUEUE
            )

    work_off(IngestBatch, payload, work)


def index_batch(message: IngestBatch, services: Services) -> None:
    """Index a batch; what cannot be indexed becomes a dead letter of its own."""
    # Imports torch, which only the children of a worker may.
    from workers.ingest import ingest_batch

    outcome = ingest_batch(message, services)
    for refused in outcome.refused:
        letter = letter_for(
            IngestBatch.task, refused.part.to_payload(), refused.error, attempts=1
        )
        bury(letter, services.store, services.settings.home)
    waiting = waiting_messages(services.broker)
    services.store.save_receipt(
        outcome.receipt.model_copy(update={"queue_length": waiting})
    )
