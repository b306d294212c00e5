"""Readings of pages to the records that go to the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from core.errors import RecordError
from core.ids import listing_id, snapshot_id, vendor_id
from core.records import (
    MAX_TEXT_CHARS,
    MAX_TITLE_CHARS,
    Category,
    ListingObservation,
    Money,
    Snapshot,
    VendorObservation,
)
from crawlers.pages.reader import Reading
from crawlers.profile.market import MarketProfile
from crawlers.values.text import cut, storable

Observed = TypeVar("Observed", ListingObservation, VendorObservation)
MAX_ATTRIBUTE_CHARS = 5_000
MAX_ID_CHARS = 512


@dataclass(frozen=True, slots=True)
class Sighting:
    """When and where a run saw a page, and the proof of it."""

    profile: MarketProfile
    snapshot: Snapshot

    @property
    def common(self) -> dict[str, Any]:
        """The fields that all observations of the page share."""
        return {
            "market": self.profile.name,
            "url": self.snapshot.url,
            "run_id": self.snapshot.run_id,
            "snapshot": self.snapshot,
            "observed_at": self.snapshot.fetched_at,
        }


class _Values:
    """The values of a reading, cut to what a record holds."""

    def __init__(self, reading: Reading) -> None:
        self._fields = reading.fields
        self.truncated = False
        self.attributes = {
            name: self._cut(text, MAX_ATTRIBUTE_CHARS)
            for name, text in reading.attributes.items()
        }

    def text(self, name: str, limit: int) -> str | None:
        value = self.value(name)
        return self._cut(value, limit) if isinstance(value, str) and value else None

    def raw(self, name: str) -> str | None:
        field = self._fields.get(name)
        return self._cut(field.raw, MAX_TITLE_CHARS) if field and field.raw else None

    def value(self, name: str) -> Any:
        field = self._fields.get(name)
        return field.value if field is not None else None

    def _cut(self, text: str, limit: int) -> str:
        kept, was_cut = cut(storable(text), limit)
        self.truncated = self.truncated or was_cut
        return kept


def snapshot_of(
    *,
    run_id: str,
    url: str,
    status: int,
    fetched_at: datetime,
    received_sha256: str,
    parsed_sha256: str,
    size_bytes: int,
) -> Snapshot:
    """Return the record of a raw response."""
    return Snapshot(
        snapshot_id=snapshot_id(run_id, url, received_sha256),
        run_id=run_id,
        url=url,
        fetched_at=fetched_at,
        status=status,
        received_sha256=received_sha256,
        parsed_sha256=parsed_sha256,
        size_bytes=size_bytes,
    )


def listing_from(reading: Reading, sighting: Sighting) -> ListingObservation:
    """Return what a listing page showed.

    Raises:
        RecordError: A value breaks the record's rules.
    """
    values = _Values(reading)
    external_id = storable(reading.external_id or "")
    handle = values.text("vendor_handle", MAX_ID_CHARS) or ""
    vendor_external_id = storable(_raw_id(reading, "vendor_external_id") or handle)
    market = sighting.profile.name
    names = values.value("category_path") or []
    path = tuple(storable(name)[:MAX_TITLE_CHARS] for name in names)
    price = values.value("price")
    return _checked(
        ListingObservation,
        sighting,
        external_id=external_id,
        listing_id=listing_id(market, external_id),
        vendor_id=vendor_id(market, vendor_external_id),
        vendor_external_id=vendor_external_id,
        vendor_handle=handle,
        title=values.text("title", MAX_TITLE_CHARS) or "",
        description=values.text("description", MAX_TEXT_CHARS) or "",
        category_path=path,
        category=category_of(path, sighting.profile),
        price=price if isinstance(price, Money) else None,
        ships_from_raw=values.raw("ships_from"),
        ships_from=values.value("ships_from"),
        ships_to_raw=values.raw("ships_to"),
        ships_to=values.value("ships_to") or (),
        listed_at=values.value("listed_at"),
        stock=values.value("stock"),
        sold=values.value("sold"),
        unit=values.text("unit", MAX_TITLE_CHARS),
        attributes=values.attributes,
        truncated=values.truncated,
    )


def vendor_from(reading: Reading, sighting: Sighting) -> VendorObservation:
    """Return what a vendor page showed.

    Raises:
        RecordError: A value breaks the record's rules.
    """
    values = _Values(reading)
    external_id = storable(reading.external_id or "")
    registered, last_seen = values.value("registered_on"), values.value("last_seen_on")
    return _checked(
        VendorObservation,
        sighting,
        external_id=external_id,
        vendor_id=vendor_id(sighting.profile.name, external_id),
        handle=values.text("handle", MAX_ID_CHARS) or "",
        profile=values.text("profile", MAX_TEXT_CHARS) or "",
        pgp_key=values.text("pgp_key", MAX_TEXT_CHARS),
        contact=values.text("contact", MAX_TITLE_CHARS),
        registered_on=registered.date() if registered else None,
        last_seen_on=last_seen.date() if last_seen else None,
        rating_percent=values.value("rating_percent"),
        sales=values.value("sales"),
        level=values.text("level", MAX_TITLE_CHARS),
        attributes=values.attributes,
        truncated=values.truncated,
    )


def vendor_from_listing(listing: ListingObservation) -> VendorObservation:
    """Return the little that a listing says of its vendor, where no page says more."""
    return VendorObservation(
        market=listing.market,
        external_id=listing.vendor_external_id,
        url=listing.url,
        run_id=listing.run_id,
        snapshot=listing.snapshot,
        observed_at=listing.observed_at,
        vendor_id=listing.vendor_id,
        handle=listing.vendor_handle,
    )


def category_of(path: tuple[str, ...], profile: MarketProfile) -> Category | None:
    """Return what the innermost known name of a path stands for."""
    for name in reversed(path):
        known = profile.category_names.get(name.casefold())
        if known is not None:
            return known
    return None


def _raw_id(reading: Reading, name: str) -> str | None:
    field = reading.fields.get(name)
    return field.raw if field is not None and field.raw else None


def _checked(kind: type[Observed], sighting: Sighting, **values: Any) -> Observed:
    try:
        return kind(**sighting.common, **values)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
            for item in error.errors()
        )
        raise RecordError(
            f"the page gives no {kind.__name__}: {faults}", url=sighting.snapshot.url
        ) from error
