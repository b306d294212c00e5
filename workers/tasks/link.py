"""``link.vendors``: the links between all accounts, computed anew."""

from typing import Any

from core.messages import LinkVendors
from workers.handling import work_off
from workers.linking import relink_vendors


def relink(task: Any, payload: Any) -> None:
    """Work off one request for linking."""
    holder = str(task.request.id)
    work_off(
        LinkVendors,
        payload,
        lambda _message, services: relink_vendors(services, holder=holder),
    )
