"""Data views: which indices analysts see, under what name, and where a value leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from core.errors import ConfigError, shown
from core.settings import Settings
from search.indices import MAPPINGS, Indices
from search.kibana.objects import SavedObject, object_id, packed, saved_object

DEFAULT_PREFIX = "stallwatch"
DEFAULT_API = "http://127.0.0.1:8765"

API_PAGES = {
    "listing_id": "listings",
    "duplicate_group": "listings",
    "vendor_id": "vendors",
    "left": "vendors",
    "right": "vendors",
    "run_id": "runs",
    "link_id": "links",
    "cluster_id": "clusters",
}
"""The API's pages that a field's value leads to."""


@dataclass(frozen=True, slots=True)
class Site:
    """What differs between installations."""

    index_prefix: str = DEFAULT_PREFIX
    api_url: str = DEFAULT_API
    """Where analysts' browsers reach the API, without a slash at the end."""

    def __post_init__(self) -> None:
        """Refuse an address that a browser would follow to somewhere else.

        Raises:
            ConfigError: It does not begin with https:// or http://.
        """
        if not self.api_url.startswith(("https://", "http://")):
            raise ConfigError(
                f"{shown(self.api_url)} is no address: write it with https:// or http:// at its begin"
            )

    @classmethod
    def of(cls, settings: Settings, api_url: str | None = None) -> Self:
        """Return the site that the settings describe.

        Args:
            settings: The installation's.
            api_url: Where browsers reach the API; None for where this machine does.
        """
        return cls(settings.index_prefix, (api_url or settings.api_url()).rstrip("/"))

    def alias(self, name: str) -> str:
        """Return the name that an index is read by."""
        return Indices(self.index_prefix).alias(name)

    def page(self, noun: str) -> str:
        """Return the pattern of the addresses of the API's pages of something."""
        return f"{self.api_url}/api/v1/{noun}/{{{{value}}}}"


@dataclass(frozen=True, slots=True)
class DataView:
    """Some indices, looked at as one."""

    key: str
    name: str
    indices: tuple[str, ...]
    """Without the prefix."""
    time: str
    """Field that the chosen span of time refers to."""
    hidden: tuple[str, ...] = ()
    """Fields that no person reads, of whichever index."""
    formats: Mapping[str, str] = field(default_factory=dict)
    """How numbers are shown, by field: ``percent`` or ``bytes``."""

    @property
    def id(self) -> str:
        """The id by which everything refers to it."""
        return object_id("index-pattern", self.key)

    def build(self, site: Site) -> SavedObject:
        """Return the object to import."""
        fields = {name for index in self.indices for name in MAPPINGS[index]()}
        attributes = {
            "title": ",".join(site.alias(name) for name in self.indices),
            "name": self.name,
            "timeFieldName": self.time,
            "sourceFilters": packed(
                [{"value": name} for name in self.hidden if name in fields]
            ),
            "fieldFormatMap": packed(self._formats(site, fields)),
            "fields": "[]",
            "fieldAttrs": "{}",
            "runtimeFieldMap": "{}",
            "allowHidden": False,
        }
        return saved_object("index-pattern", self.key, attributes)

    def _formats(self, site: Site, fields: set[str]) -> dict[str, object]:
        links: dict[str, object] = {
            name: {
                "id": "url",
                "params": {
                    "type": "a",
                    "urlTemplate": site.page(noun),
                    "labelTemplate": "{{value}}",
                    "openLinkInCurrentTab": False,
                },
            }
            for name, noun in API_PAGES.items()
            if name in fields
        }
        return links | {name: {"id": kind} for name, kind in self.formats.items()}


_FOR_MACHINES = (
    "embedding",
    "bands",
    "passages",
    "image_bands",
    "folded_hash",
    "title_folded",
    "description_folded",
    "vendor_handle_folded",
    "handle_folded",
    "profile_folded",
    "mentions",
)
"""Vectors, and texts in the form in which they are compared: they say nothing to a person."""

LISTINGS = DataView(
    "listings",
    "Listings",
    ("listings",),
    "last_seen_at",
    hidden=_FOR_MACHINES,
    formats={"facts.category.confidence": "percent"},
)
OBSERVATIONS = DataView(
    "listing-observations",
    "History of listings",
    ("listing-observations",),
    "observed_at",
    hidden=_FOR_MACHINES,
    formats={"facts.category.confidence": "percent"},
)
PAGES = DataView(
    "listings-and-accounts",
    "Listings and accounts",
    ("listings", "vendors"),
    "last_seen_at",
    hidden=_FOR_MACHINES,
)
VENDORS = DataView(
    "vendors", "Accounts", ("vendors",), "last_seen_at", hidden=_FOR_MACHINES
)
LINKS = DataView(
    "links", "Links", ("links",), "linked_at", formats={"probability": "percent"}
)
CLUSTERS = DataView("clusters", "Clusters", ("clusters",), "changed_at")
RUNS = DataView(
    "runs",
    "Crawl runs",
    ("runs",),
    "started_at",
    formats={"bytes_received": "bytes"},
)
FILL_RATES = DataView(
    "fill-rates",
    "Fill rates",
    ("fill-rates",),
    "started_at",
    formats={"filled": "percent"},
)
BATCHES = DataView("batches", "Batches", ("batches",), "finished_at")
DEAD_LETTERS = DataView("dead-letters", "Dead letters", ("dead-letters",), "failed_at")

VIEWS = (
    LISTINGS,
    OBSERVATIONS,
    PAGES,
    VENDORS,
    LINKS,
    CLUSTERS,
    RUNS,
    FILL_RATES,
    BATCHES,
    DEAD_LETTERS,
)
"""Nothing of what only programs read: no keys of the API, no audit, no vectors."""
