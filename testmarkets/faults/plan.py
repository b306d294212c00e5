"""Which faults a run of the test marketplaces has: read from a JSON file.

Each market has a list of faults. A fault of one page names it by path or by listing; a trap is about the whole market.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Discriminator, RootModel, Tag, ValidationError
from starlette.types import ASGIApp

from core.errors import ConfigError
from core.records import Name
from testmarkets.conditional import conditional
from testmarkets.faults.drift import LayoutChange
from testmarkets.faults.ending import Ending
from testmarkets.faults.endless import Calendar, EndlessPaging
from testmarkets.faults.flaky import RandomErrors, RandomStalls
from testmarkets.faults.ground import Ground, Trap
from testmarkets.faults.lures import Honeypot, OutsideLinks
from testmarkets.faults.page_rules import FaultRule, FaultyApp
from testmarkets.faults.session_ids import SessionIds
from testmarkets.faults.sessions import SessionExpiry

_PAGE, _ENDING = "page", "ending"
_ENDINGS = ("down", "unavailable", "ban", "challenge_wall")
TRAP_KINDS = (
    "honeypot",
    "outside_links",
    "calendar",
    "endless_paging",
    "layout_change",
    "session_ids",
    "session_expiry",
    "random_stalls",
    "random_errors",
    *_ENDINGS,
)
"""In the order in which they are laid: later ones stand before earlier ones."""


def _sort_of(fault: Any) -> str:
    kind = fault.get("kind") if isinstance(fault, dict) else None
    kind = getattr(fault, "kind", kind)
    if kind in _ENDINGS:
        return _ENDING
    return str(kind) if kind in TRAP_KINDS else _PAGE


Fault = Annotated[
    Annotated[FaultRule, Tag(_PAGE)]
    | Annotated[Ending, Tag(_ENDING)]
    | Annotated[RandomErrors, Tag("random_errors")]
    | Annotated[RandomStalls, Tag("random_stalls")]
    | Annotated[SessionExpiry, Tag("session_expiry")]
    | Annotated[SessionIds, Tag("session_ids")]
    | Annotated[Calendar, Tag("calendar")]
    | Annotated[EndlessPaging, Tag("endless_paging")]
    | Annotated[OutsideLinks, Tag("outside_links")]
    | Annotated[Honeypot, Tag("honeypot")]
    | Annotated[LayoutChange, Tag("layout_change")],
    Discriminator(_sort_of),
]


class FaultPlan(RootModel[dict[Name, tuple[Fault, ...]]]):
    """The faults of every market, by the market's name."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a plan from a JSON file.

        Raises:
            ConfigError: The file cannot be read, or is not a plan.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ConfigError(f"cannot read the fault plan {path}: {error}") from error
        except ValidationError as error:
            raise ConfigError(f"{path} is not a fault plan: {error}") from error

    def require_markets(self, known: Collection[str]) -> None:
        """Refuse a plan about markets that are not served.

        Raises:
            ConfigError: The plan names another market.
        """
        unknown = sorted(self.root.keys() - set(known))
        if unknown:
            raise ConfigError(
                f"the fault plan names {', '.join(unknown)}; the markets are "
                f"{', '.join(known)}"
            )

    def rules(self, market: str) -> tuple[FaultRule, ...]:
        """Return the faults of single pages of a market."""
        faults = self.root.get(market, ())
        return tuple(fault for fault in faults if isinstance(fault, FaultRule))

    def traps(self, market: str) -> tuple[Trap, ...]:
        """Return the traps of a market, in the order in which they are laid."""
        faults = self.root.get(market, ())
        traps = [fault for fault in faults if not isinstance(fault, FaultRule)]
        return tuple(sorted(traps, key=lambda trap: TRAP_KINDS.index(trap.kind)))

    def laid(self, app: ASGIApp, market: str, ground: Ground) -> ASGIApp:
        """Return a market with everything that is to be wrong with it."""
        rules = tuple(rule.aimed(ground.outside) for rule in self.rules(market))
        traps = self.traps(market)
        for trap in traps:
            if not trap.stands_before:
                app = trap.laid(app, ground)
        # Inside the faults of pages: some of these are broken off, not sent whole.
        app = conditional(app, with_etags=ground.with_etags)
        if rules:
            app = FaultyApp(app, rules, ground.listing_path)
        for trap in traps:
            if trap.stands_before:
                app = trap.laid(app, ground)
        return app
