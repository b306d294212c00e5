"""Reads the texts of a batch: mentions and facts of every record that can be read.

All texts go through the pipeline in one stream. Where that fails, records are read one by one, so that a text which nobody could
foresee costs its own record and not the batch.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from core.analysis import AnalysedVendor
from core.errors import RecordError, shown
from core.log import get_logger
from core.mentions import Mention, TextField
from core.messages import IngestBatch
from core.offers import OfferFacts
from core.records import ListingObservation, VendorObservation
from nlp.category.taxonomy import guess_category
from nlp.extract import ReadText, TextUnit
from nlp.ner.lexicon import class_of
from nlp.offers import facts_of
from workers.refused import RefusedPart, cut_out

FAULTS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What a fault in the pipeline raises; a system short of memory is none."""

_Record = TypeVar("_Record", ListingObservation, VendorObservation)
_log = get_logger(__name__)


class Reader(Protocol):
    """Reads texts, as ``nlp.extract.Extractor`` does."""

    @property
    def category_temperature(self) -> float:
        """What makes the classifier's shares honest."""
        ...

    def read(self, units: Sequence[TextUnit]) -> list[ReadText]:
        """Return what is made of each text, in the order of the texts."""
        ...


@dataclass(frozen=True, slots=True)
class ListingReading:
    """A listing's mentions and what its texts say in comparable terms."""

    mentions: tuple[Mention, ...]
    facts: OfferFacts


@dataclass(frozen=True, slots=True)
class BatchReading:
    """What the texts of a batch say."""

    message: IngestBatch
    """The batch without the records that cannot be read."""
    listings: list[ListingReading]
    """One for each listing of ``message``."""
    vendors: list[AnalysedVendor]
    """One for each vendor of ``message``."""
    unreadable: RefusedPart | None
    """The records that made the pipeline fail, if any."""


def read_batch(message: IngestBatch, reader: Reader) -> BatchReading:
    """Read all texts of a batch.

    A fault that no single record or every record brings about is not the records': it goes on to who called.
    """
    try:
        return _read(message, reader)
    except FAULTS as fault:
        unreadable = _unreadable(message, reader, fault)
        if unreadable is None:
            raise
        rest = message.model_copy(
            update={
                "listings": _without(message.listings, unreadable.part.listings),
                "vendors": _without(message.vendors, unreadable.part.vendors),
            }
        )
        reading = _read(rest, reader)
        return BatchReading(rest, reading.listings, reading.vendors, unreadable)


def joint_categories(texts: Iterable[ReadText]) -> dict[str, float]:
    """Return the classifier's shares for several texts of one thing.

    Each text counts by the length of what the classifier read: a title of three words must not outvote a page of description.
    """
    sums: dict[str, float] = defaultdict(float)
    total = 0
    for read in texts:
        if read.categories:
            total += read.model_read_chars
            for category, share in read.categories.items():
                sums[category] += share * read.model_read_chars
    return (
        {category: share / total for category, share in sums.items()} if total else {}
    )


def _read(message: IngestBatch, reader: Reader) -> BatchReading:
    parts = [_listing_units(item) for item in message.listings]
    parts += [_vendor_units(item) for item in message.vendors]
    made = iter(reader.read([unit for part in parts for unit in part]))
    read = [[next(made) for _ in part] for part in parts]
    split = len(message.listings)
    listings = [
        _listing_reading(listing, own, reader.category_temperature)
        for listing, own in zip(message.listings, read[:split], strict=True)
    ]
    vendors = [
        AnalysedVendor(observation=item, mentions=tuple(_mentions(own)))
        for item, own in zip(message.vendors, read[split:], strict=True)
    ]
    return BatchReading(message, listings, vendors, unreadable=None)


def _listing_reading(
    listing: ListingObservation, read: Sequence[ReadText], temperature: float
) -> ListingReading:
    mentions = tuple(_mentions(read))
    categories = joint_categories(read)
    facts = facts_of(
        listing,
        mentions,
        categories,
        class_of=class_of,
        guess_category=partial(guess_category, temperature=temperature),
    )
    return ListingReading(mentions, facts)


def _mentions(read: Iterable[ReadText]) -> Iterator[Mention]:
    return (mention for text in read for mention in text.mentions)


def _unreadable(
    message: IngestBatch, reader: Reader, fault: Exception
) -> RefusedPart | None:
    """Return the records that cannot be read even alone; None where those are all or none."""
    listings = tuple(item for item in message.listings if not _readable(item, reader))
    vendors = tuple(item for item in message.vendors if not _readable(item, reader))
    guilty, everybody = listings + vendors, message.listings + message.vendors
    if not guilty or len(guilty) == len(everybody):
        return None
    names = ", ".join(shown(item.url) for item in guilty[:3])
    error = RecordError(
        f"the language pipeline fails on {len(guilty)} of {len(everybody)} records "
        f"({names}): {type(fault).__name__}: {shown(str(fault))}; "
        "report it with the dead letter, and `stallwatch retry` once it is mended"
    )
    error.__cause__ = fault
    _log.warning("extract/unreadable", records=[item.url for item in guilty])
    return RefusedPart(
        part=cut_out(message, "unreadable", listings, vendors), error=error
    )


def _readable(record: ListingObservation | VendorObservation, reader: Reader) -> bool:
    units = (
        _listing_units(record)
        if isinstance(record, ListingObservation)
        else _vendor_units(record)
    )
    try:
        reader.read(units)
    except FAULTS:
        return False
    return True


def _without(
    records: tuple[_Record, ...], unreadable: tuple[_Record, ...]
) -> tuple[_Record, ...]:
    return tuple(item for item in records if item not in unreadable)


def _listing_units(listing: ListingObservation) -> list[TextUnit]:
    return [
        TextUnit(text=listing.title, field=TextField.TITLE),
        TextUnit(text=listing.description, field=TextField.DESCRIPTION),
    ]


def _vendor_units(vendor: VendorObservation) -> list[TextUnit]:
    return [
        TextUnit(text=vendor.profile, field=TextField.PROFILE),
        TextUnit(text=vendor.pgp_key or "", field=TextField.PGP_KEY),
        TextUnit(text=vendor.contact or "", field=TextField.CONTACT),
    ]
