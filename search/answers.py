"""What the search room answers: records, made of documents."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime

from core.mentions import Entity, EntityKind, Mention
from core.offers import OfferFacts
from core.records import ListingImage, Record
from search.facts import facts_from

Source = dict[str, Any]


class Price(Record):
    """A price as the market wrote it and as a number."""

    raw: str
    amount: float | None
    currency: str


class VendorRef(Record):
    """The account that a listing belongs to."""

    vendor_id: str
    handle: str


class ListingSummary(Record):
    """A listing in a list."""

    listing_id: str
    market: str
    title: str
    url: str
    vendor: VendorRef
    category: str | None
    category_path: tuple[str, ...]
    price: Price | None
    ships_from: str | None
    ships_to: tuple[str, ...]
    identifiers: tuple[str, ...]
    """Entity keys (``KIND:value``) that its texts show."""
    facts: OfferFacts
    """What its texts say, made comparable across markets; ``category`` and ``ships_from``
    beside it are the page's own words."""
    duplicate_group: str | None
    """Shared by listings that say the same."""
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime
    gone_at: AwareDatetime | None
    """When a complete reading of its market no longer met it; None while it is there."""


class ListingHit(ListingSummary):
    """A listing that answers a question."""

    score: float | None
    """Higher fits better; None where the question has no text to rank by."""
    highlights: dict[str, tuple[str, ...]]
    """Pieces of ``title``, ``description`` and ``vendor`` that match. What matches stands
    between U+E000 and U+E001; no other of these two characters is in them, so escape the
    piece first and put tags for the two characters after."""


class ListingDetail(ListingSummary):
    """Everything that is known of a listing's present state."""

    external_id: str
    description: str
    ships_from_raw: str | None
    ships_to_raw: str | None
    listed_at: AwareDatetime | None
    stock: int | None
    sold: int | None
    unit: str | None
    images: tuple[ListingImage, ...]
    attributes: dict[str, str]
    mentions: tuple[Mention, ...]
    truncated: bool
    run_id: str
    snapshot_id: str
    reading: int
    """How often the page was read anew by a mended profile."""
    observed_at: AwareDatetime
    content_hash: str


class VendorSummary(Record):
    """An account in a list."""

    vendor_id: str
    market: str
    handle: str
    url: str | None
    """None where only listings name the account."""
    stub: bool
    """Whether the account's own page was never read."""
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime


class VendorDetail(VendorSummary):
    """Everything that is known of an account's present state."""

    external_id: str
    profile: str
    pgp_key: str | None
    contact: str | None
    registered_on: date | None
    last_seen_on: date | None
    rating_percent: float | None
    sales: int | None
    level: str | None
    attributes: dict[str, str]
    identifiers: tuple[str, ...]
    """Shown by the account's own page."""
    mentions: tuple[Mention, ...]
    truncated: bool
    run_id: str
    snapshot_id: str | None
    observed_at: AwareDatetime
    listings: int
    """How many listings the account has."""


class FacetValue(Record):
    """A value and how many listings of the answer have it."""

    value: str
    count: int
    label: str | None = None
    """What to show instead: a vendor's handle for its id."""


class Facet(Record):
    """The most frequent values of a field."""

    values: tuple[FacetValue, ...]
    others: int
    """Listings with values that are not in the list."""


class Facets(Record):
    """How the listings of an answer are spread."""

    market: Facet
    category: Facet
    ships_from: Facet
    currency: Facet
    vendor: Facet
    drug_class: Facet
    """Broad and narrow ones: ``stimulants`` counts all that ``stimulants/cocaine`` counts."""
    predicted_category: Facet
    """What the classifier makes of the texts."""
    language: Facet
    last_seen: Facet
    """By day, as ``2026-11-22``, in the order of time."""


class PageCursor(Record):
    """Where a page ended: JSON-ready, to be sealed by whoever gives it away."""

    point: str
    """The point in time that all pages look at."""
    after: tuple[str | int | float | None, ...]


class SearchAnswer(Record):
    """One page of an answer."""

    total: int
    """All listings that match, exactly."""
    truncated: bool
    """Whether the server ran out of time, so that listings may be missing."""
    matched: tuple[Entity, ...]
    """The identifiers that were looked for instead of words, if it was one."""
    hits: tuple[ListingHit, ...]
    facets: Facets | None
    """None on later pages: they are those of the first."""
    cursor: PageCursor | None
    """None on the last page."""


class EntityVendor(Record):
    """An account that showed an entity, on its own page or in listings."""

    vendor_id: str
    market: str
    handle: str
    in_profile: bool
    listings: int
    """How many of its listings showed it."""
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime


class EntityListing(Record):
    """A listing that showed an entity, whether it still does or not."""

    listing_id: str
    vendor_id: str
    market: str
    title: str
    url: str
    first_seen_at: AwareDatetime
    """When it was first seen to show the entity."""
    last_seen_at: AwareDatetime


class EntityCursor(Record):
    """Where a page of an entity's listings ended."""

    vendor_id: str
    listing_id: str
    vendors_total: int
    listings_total: int
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime


class EntityAnswer(Record):
    """Who showed an entity, since when and until when."""

    kind: EntityKind
    value: str
    vendors_total: int
    listings_total: int
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime
    vendors: tuple[EntityVendor, ...]
    """All of them on the first page, none on later ones; by id."""
    listings: tuple[EntityListing, ...]
    """By vendor, then by id."""
    cursor: EntityCursor | None


SUMMARY_FIELDS = [
    "listing_id",
    "market",
    "title",
    "url",
    "vendor_id",
    "vendor_handle",
    "category",
    "category_path",
    "price_raw",
    "price_amount",
    "currency",
    "ships_from",
    "ships_to",
    "identifiers",
    "facts",
    "duplicate_group",
    "first_seen_at",
    "last_seen_at",
    "gone_at",
]
"""What a summary is made of."""
_PRICE_FIELDS = {"price_raw", "price_amount", "currency"}
_VENDOR_FIELDS = {"vendor_id", "vendor_handle"}


def summary_values(source: Source) -> Source:
    """Return a summary's values out of a listing's document."""
    values = {
        name: source.get(name)
        for name in SUMMARY_FIELDS
        if name not in _PRICE_FIELDS | _VENDOR_FIELDS
    }
    vendor = VendorRef(vendor_id=source["vendor_id"], handle=source["vendor_handle"])
    facts = facts_from(source.get("facts"))
    return values | {"price": price_of(source), "vendor": vendor, "facts": facts}


def listing_detail(source: Source) -> ListingDetail:
    """Return a listing out of its document."""
    own = set(ListingDetail.model_fields) - set(ListingSummary.model_fields)
    values = {name: source.get(name) for name in own}
    return ListingDetail.model_validate(summary_values(source) | values)


def vendor_summary(source: Source) -> VendorSummary:
    """Return an account's summary out of its document."""
    values = {name: source.get(name) for name in VendorSummary.model_fields}
    return VendorSummary.model_validate(values)


def vendor_detail(source: Source, *, listings: int) -> VendorDetail:
    """Return an account out of its document."""
    # A stub has none of the fields that only an account's own page fills.
    empty: Source = {
        "attributes": {},
        "identifiers": (),
        "mentions": (),
        "truncated": False,
    }
    values = {name: source.get(name) for name in VendorDetail.model_fields}
    filled = empty | {name: value for name, value in source.items() if name in empty}
    return VendorDetail.model_validate(values | filled | {"listings": listings})


def price_of(source: Source) -> Price | None:
    """Return the price that a document holds, if it has one."""
    if source.get("currency") is None:
        return None
    return Price(
        raw=source["price_raw"],
        amount=source["price_amount"],
        currency=source["currency"],
    )
