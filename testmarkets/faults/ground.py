"""What a trap knows of the marketplace that it is laid in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from starlette.types import ASGIApp, Scope

from core.records import Record
from testmarkets.faults.bait import Bait
from testmarkets.scope_keys import NOTES

OUTSIDE_ORIGIN = "http://outside-the-scope.invalid"
"""Where what leads out of a market leads, if nobody listens; never resolves."""


def _nothing() -> None:
    """Leave the market running: where there is no server, none can be taken down."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A marketplace in which traps are laid."""

    bait: Bait
    listing_path: Callable[[str], str]
    """Gives the path of a listing's page from its external id."""
    with_etags: bool = False
    """Whether the market's pages have entity tags."""
    day: int = 0
    outside: str = OUTSIDE_ORIGIN
    """Origin of a server that is no part of any market."""
    take_down: Callable[[], None] = _nothing
    """Stops the market's server, so that connections are refused."""


class Trap(Record):
    """Something that is wrong with a whole marketplace."""

    stands_before: ClassVar[bool] = False
    """Whether it keeps visitors from the pages, instead of changing them."""
    kind: str

    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        """Return the marketplace with the trap in it."""
        raise NotImplementedError


def note(scope: Scope, **facts: str) -> None:
    """Add something to the request's line of the log, if there is a log."""
    notes = scope.get(NOTES)
    if notes is not None:
        notes.update(facts)
