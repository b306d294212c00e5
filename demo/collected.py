"""What the pipeline holds after a run, read from the index for scoring."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.mentions import (
    IDENTIFIER_KINDS,
    NER_KINDS,
    Entity,
    EntityKind,
    Mention,
    TextField,
)
from core.settings import Settings
from demo.examples import Subjects
from nlp.identifiers.stop import stop_reason_of
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


class Place(NamedTuple):
    """Where a mention of a kind that the model finds stands."""

    market: str
    subject: str
    """``listing`` or ``vendor``."""
    external_id: str
    field: TextField
    kind: EntityKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Collected:
    """The part of the index that scoring looks at."""

    listing_keys: list[ListingKey]
    """One entry a document."""
    listing_keys_of_run: list[ListingKey]
    """Of these, the listings that the runs in question met, read or sighted."""
    identifiers: frozenset[Shown]
    places: frozenset[Place]
    links: frozenset[tuple[str, str]]
    """Vendor ids, the lower one first."""
    mentions: dict[str, int]
    most_mentioned: dict[EntityKind, str]
    """The most frequent value of each kind, in listings."""
    near_duplicate_groups: int


def read_collected(settings: Settings, begun: Mapping[str, datetime]) -> Collected:
    """Read everything that scoring needs.

    Args:
        settings: Names the index.
        begun: When the run of each market that is scored began.
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
        places = {
            Place(
                item.market,
                subject,
                item.external_id,
                mention.field,
                mention.kind,
                mention.start,
                mention.end,
            )
            for subject, items in (("listing", listings), ("vendor", vendors))
            for item in items
            for mention in item.mentions
            if mention.kind in NER_KINDS
        }
        return Collected(
            listing_keys=[(item.market, item.external_id) for item in listings],
            listing_keys_of_run=[
                (item.market, item.external_id)
                for item in listings
                if item.market in begun and item.last_seen_at >= begun[item.market]
            ],
            identifiers=frozenset(shown),
            places=frozenset(places),
            links=frozenset((link.left, link.right) for link in store.links()),
            mentions=statistics.mention_counts(),
            most_mentioned=_most_mentioned(
                mention for item in listings for mention in item.mentions
            ),
            near_duplicate_groups=len(store.groups()),
        )


def subjects_of(collected: Collected) -> Subjects:
    """Choose what example questions are about."""
    markets: dict[Entity, set[str]] = {}
    for shown in collected.identifiers:
        entity = Entity(kind=shown.kind, value=shown.value)
        markets.setdefault(entity, set()).add(shown.market)
    shared = [
        entity
        for entity, names in markets.items()
        if len(names) > 1 and stop_reason_of(entity.kind, entity.value) is None
    ]
    return Subjects(
        drug=collected.most_mentioned.get(EntityKind.DRUG, "cocaine"),
        document=collected.most_mentioned.get(EntityKind.DOCUMENT, "passport"),
        identifier=min(shared, key=lambda entity: entity.key, default=None),
        linked_vendor=min((left for left, _ in collected.links), default=None),
    )


def _most_mentioned(mentions: Iterable[Mention]) -> dict[EntityKind, str]:
    counts: dict[EntityKind, Counter[str]] = {}
    for mention in mentions:
        counts.setdefault(mention.kind, Counter())[mention.value] += 1
    return {kind: values.most_common(1)[0][0] for kind, values in counts.items()}
