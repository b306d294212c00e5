"""``link.vendors``: the links between all accounts, computed anew."""

from typing import Any

from core.messages import LinkVendors
from workers.handling import work_off
from workers.services import Services


def relink(task: Any, payload: Any) -> None:
    """Work off one request for linking."""
    holder = str(task.request.id)

    def work(message: LinkVendors, services: Services) -> None:
        link_for(message, services, holder=holder)

    work_off(LinkVendors, payload, work)


def link_for(message: LinkVendors, services: Services, *, holder: str) -> None:
    """Link all accounts, and keep the time that it took with the run that asked."""
    # Imports torch, which only the children of a worker may.
    from workers.linking import link_receipt, relink_vendors

    report = relink_vendors(services, holder=holder)
    if report is not None and message.run_id and message.market:
        receipt = link_receipt(report, run_id=message.run_id, market=message.market)
        services.store.save_receipt(receipt)
