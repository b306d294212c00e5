"""``link.vendors``: links between the accounts that are new or have changed."""

from typing import Any

from core.messages import QUEUE, LinkVendors
from workers.handling import work_off
from workers.services import Services


def relink(task: Any, payload: Any) -> None:
    """Work off one request for linking."""
    holder = str(task.request.id)

    def send(name: str, message: object) -> None:
        task.app.send_task(name, args=[message], queue=QUEUE)

    def work(message: LinkVendors, services: Services) -> None:
        # Imports torch, which only the children of a worker may.
        from workers.linking import link_receipt, relink_vendors

        report = relink_vendors(message, services, holder=holder, send=send)
        if report is not None and message.run_id and message.market:
            receipt = link_receipt(report, run_id=message.run_id, market=message.market)
            services.store.save_receipt(receipt)

    work_off(LinkVendors, payload, work)
