"""What the pipeline holds after a run, read from the index for scoring."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from core.mentions import IDENTIFIER_KINDS, EntityKind
from core.settings import Settings
from search.client import connect
from search.link_store import LinkStore
from search.statistics import Statistics

ListingKey = tuple[str, str]
"""Market, and the market's own id of a listing."""


class Shown(NamedTuple):
    """An identifier that a listing or vendor shows."""

    market: str
    subject: str
    """``listing`` or ``vendor``."""
    external_id: str
    kind: EntityKind
    value: str


@dataclass(frozen=True, slots=True)
class Collected:
    """The part of the index that scoring looks at."""

    listing_keys: list[ListingKey]
    """One entry a document."""
    listing_keys_of_run: list[ListingKey]
    """Of these, the listings that the runs in question saw."""
    identifiers: frozenset[Shown]
    links: frozenset[tuple[str, str]]
    """Vendor ids, the lower one first."""
    mentions: dict[str, int]
    near_duplicate_groups: int


def read_collected(settings: Settings, run_ids: Collection[str]) -> Collected:
    """Read everything that scoring needs.

    Args:
        settings: Names the index.
        run_ids: The crawl runs that are scored.
    """
    with connect(settings) as client:
        statistics = Statistics(client, settings)
        store = LinkStore(client, settings)
        listings = list(statistics.iter_listings())
        vendors = list(statistics.iter_vendors())
        shown = {
            Shown(item.market, subject, item.external_id, mention.kind, mention.value)
            for subject, items in (("listing", listings), ("vendor", vendors))
            for item in items
            for mention in item.mentions
            if mention.kind in IDENTIFIER_KINDS
        }
        return Collected(
            listing_keys=[(item.market, item.external_id) for item in listings],
            listing_keys_of_run=[
                (item.market, item.external_id)
                for item in listings
                if item.run_id in run_ids
            ],
            identifiers=frozenset(shown),
            links=frozenset((link.left, link.right) for link in store.links()),
            mentions=statistics.mention_counts(),
            near_duplicate_groups=len(store.groups()),
        )


def shared_identifier(collected: Collected) -> str | None:
    """Return an identifier that accounts of two markets show, if there is one."""
    markets: dict[tuple[EntityKind, str], set[str]] = {}
    for shown in collected.identifiers:
        markets.setdefault((shown.kind, shown.value), set()).add(shown.market)
    shared = [key for key, names in markets.items() if len(names) > 1]
    return min(shared)[1] if shared else None
