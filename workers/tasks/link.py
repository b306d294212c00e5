"""``link.vendors``: the links between all accounts, computed anew."""

from typing import Any

from core.messages import LinkVendors
from workers.handling import work_off


def relink(task: Any, payload: Any) -> None:
    """Work off one request for linking."""
    # Imports torch, which only the children of a worker may.
    from workers.linking import relink_vendors

    holder = str(task.request.id)
    work_off(
        LinkVendors,
        payload,
        lambda _message, services: relink_vendors(services, holder=holder),
    )
