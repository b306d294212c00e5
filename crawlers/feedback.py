"""Rows of feedback to records that say what a buyer wrote, but not who the buyer is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from pydantic import ValidationError

from core.errors import RecordError
from core.ids import feedback_id, listing_id, vendor_id
from core.log import get_logger
from core.records import MAX_TEXT_CHARS, MAX_TITLE_CHARS, FeedbackObservation, Money
from crawlers.context import CrawlContext
from crawlers.observations import MAX_ATTRIBUTE_CHARS, MAX_ID_CHARS, Sighting
from crawlers.pages.convert import FieldValue
from crawlers.pages.reader import Reading
from crawlers.privacy import BuyerNames, without_name
from crawlers.profile.pages import PageKind
from crawlers.values.text import cut, storable

log = get_logger(__name__)


class Row(Protocol):
    """One of several things that stand on a page, as the reader gives it."""

    @property
    def fields(self) -> Mapping[str, FieldValue]:
        """Record fields, by name."""
        ...

    @property
    def attributes(self) -> Mapping[str, str]:
        """Further fields, by name."""
        ...


def numbered(rows: Iterable[Row]) -> Iterator[tuple[Row, int]]:
    """Yield each row of a page and how many before it say exactly the same.

    A buyer who comes back may leave the same word on the same day: that is two pieces of feedback.
    """
    seen: Counter[str] = Counter()
    for row in rows:
        said = repr((_raws(row), sorted(row.attributes.items())))
        yield row, seen[said]
        seen[said] += 1


def feedback_from(
    row: Row,
    reading: Reading,
    sighting: Sighting,
    names: BuyerNames,
    *,
    repetition: int = 0,
) -> FeedbackObservation:
    """Return what one row of feedback says.

    Args:
        row: The row.
        reading: The page that it stands on; it names the vendor or listing where the row does not.
        sighting: The run's view of that page.
        names: What may be stored of the buyer.
        repetition: How many rows before it on the page say the same.

    Raises:
        RecordError: Nothing says which vendor it is about, or a value breaks the record's rules.
    """
    market = sighting.profile.name
    vendor = _vendor_of(row, reading)
    if not vendor:
        raise RecordError(
            "this feedback names no vendor: give its rows, or its page, a field "
            "vendor_external_id",
            url=sighting.snapshot.url,
        )
    listing = _raw(row, "listing_external_id") or (
        reading.external_id if reading.kind is PageKind.LISTING else None
    )
    buyer = _raw(row, "buyer")
    texts = _Texts(row, buyer, names)
    own_id = _id_of(row, market, vendor, listing, names, repetition)
    values: dict[str, object] = {
        **sighting.common,
        "external_id": _raw(row, "external_id") or own_id,
        "feedback_id": own_id,
        "vendor_id": vendor_id(market, vendor),
        "vendor_external_id": vendor,
        "listing_id": listing_id(market, storable(listing)) if listing else None,
        "listing_title": texts.text("listing_title", MAX_TITLE_CHARS),
        "buyer": names.stored(market, buyer) if buyer else None,
        "rating": texts.text("rating", MAX_TITLE_CHARS),
        "text": texts.text("text", MAX_TEXT_CHARS) or "",
        "left_at": _of_kind(row, "left_at", datetime),
        "price": _of_kind(row, "price", Money),
        "attributes": texts.attributes,
        "truncated": texts.truncated,
    }
    try:
        return FeedbackObservation.model_validate(values)
    except ValidationError as error:
        # Pydantic's own text would show the value, and with it, perhaps, a handle.
        faults = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
            for item in error.errors(include_input=False)
        )
        raise RecordError(
            f"a row gives no feedback: {faults}", url=sighting.snapshot.url
        ) from None


class FeedbackRecords:
    """Makes the records of the feedback that pages show.

    Args:
        context: The run.
        event: What the log calls a row that gives no record.
    """

    def __init__(self, context: CrawlContext, event: str) -> None:
        self._settings = context.settings
        self._state = context.state
        self._event = event
        self._known_names: BuyerNames | None = None

    def of(self, reading: Reading, sighting: Sighting) -> Iterator[FeedbackObservation]:
        """Yield a page's feedback; a row that says nothing is counted and logged."""
        for row, repetition in numbered(reading.feedback):
            try:
                yield feedback_from(
                    row, reading, sighting, self._names(), repetition=repetition
                )
            except RecordError as error:
                # One row that says nothing must not cost the page its record.
                self._state.value_faults["feedback"] += 1
                url = sighting.snapshot.url
                log.warning(self._event, url=url, fault=error.message)

    def _names(self) -> BuyerNames:
        # Only markets that show feedback need the home's key.
        if self._known_names is None:
            authorisation = self._state.profile.authorisation
            self._known_names = BuyerNames.of(
                self._settings, keep_handles=authorisation.buyer_handles
            )
        return self._known_names


class _Texts:
    """The texts of a row, without the buyer's handle and cut to what a record holds."""

    def __init__(self, row: Row, buyer: str, names: BuyerNames) -> None:
        self._row, self._buyer, self._names = row, buyer, names
        self.truncated = False
        self.attributes = {
            name: self._kept(text, MAX_ATTRIBUTE_CHARS)
            for name, text in row.attributes.items()
            # What could not be understood stands there in full.
            if name != "buyer_raw"
        }

    def text(self, name: str, limit: int) -> str | None:
        found = self._row.fields.get(name)
        value = found.value if found is not None else None
        return self._kept(value, limit) if isinstance(value, str) and value else None

    def _kept(self, text: str, limit: int) -> str:
        kept, was_cut = cut(self._names.redacted(storable(text), self._buyer), limit)
        self.truncated = self.truncated or was_cut
        return kept


def _vendor_of(row: Row, reading: Reading) -> str:
    if given := _raw(row, "vendor_external_id"):
        return given
    if reading.kind is PageKind.VENDOR and reading.external_id:
        return storable(reading.external_id)[:MAX_ID_CHARS]
    on_page = _raw(reading, "vendor_external_id") or _raw(reading, "vendor_handle")
    if not on_page and reading.kind is PageKind.FEEDBACK:
        on_page = storable(reading.external_id or "")[:MAX_ID_CHARS]
    return on_page


def _id_of(
    row: Row,
    market: str,
    vendor: str,
    listing: str | None,
    names: BuyerNames,
    repetition: int,
) -> str:
    if given := _raw(row, "external_id"):
        return feedback_id(market, vendor, "id", given)
    # An unkeyed hash of all else and the handle could be tried name by name, so the handle
    # goes in keyed, whatever the authorisation lets a record hold.
    buyer = _raw(row, "buyer")
    about = listing or _raw(row, "listing_title")
    said = _raw(row, "text", limit=MAX_TEXT_CHARS)
    return feedback_id(
        market,
        vendor,
        "row",
        about,
        names.keyed(market, buyer) if buyer else "",
        _raw(row, "rating"),
        _raw(row, "left_at"),
        without_name(said, buyer) if buyer else said,
        *([str(repetition)] if repetition else []),
    )


def _raws(row: Row) -> list[tuple[str, str]]:
    return sorted((name, found.raw) for name, found in row.fields.items())


def _raw(row: Row, name: str, *, limit: int = MAX_ID_CHARS) -> str:
    found = row.fields.get(name)
    return storable(found.raw).strip()[:limit] if found is not None else ""


def _of_kind(row: Row, name: str, kind: type) -> object:
    found = row.fields.get(name)
    return found.value if found and isinstance(found.value, kind) else None
