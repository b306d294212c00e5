"""What stands several times on a page: cards of listings, and feedback."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from core.errors import LayoutChangedError
from crawlers.pages.convert import Defaults, FieldValue, strings_at
from crawlers.pages.fields import EMPTY, read_fields, split_fields
from crawlers.pages.links import absolute, is_hidden, is_of_kind
from crawlers.pages.view import PageView, url_target
from crawlers.profile.fields import FieldProfile, ValueType
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import (
    FEEDBACK_TYPES,
    LISTING_TYPES,
    CardsProfile,
    PageKind,
    RowsProfile,
)
from crawlers.values.relative_dates import is_relative

MAX_ROWS = 5_000
"""Rows of one page that are read; what lies beyond is told as a fault."""


@dataclass(frozen=True, slots=True)
class Card:
    """A listing as a list shows it in short."""

    url: str
    """The listing's page, absolute."""
    external_id: str | None
    """From the card's own field, else from the ``url`` pattern of listings."""
    digest: str
    """SHA-256 over all raw values of the card: another one when the card changed."""
    fields: dict[str, FieldValue]
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row, such as a piece of feedback."""

    fields: dict[str, FieldValue]
    attributes: dict[str, str]


class RowFaults:
    """The faults of a page's rows, told once a field and not once a row."""

    def __init__(self, section: str) -> None:
        self._section = section
        self._first: dict[str, tuple[int, str]] = {}
        self._count: dict[str, int] = {}

    def add(self, row: int, faults: dict[str, str]) -> None:
        """Note what was wrong in a row, by field; rows count from 1."""
        for name, reason in faults.items():
            self._first.setdefault(name, (row, reason))
            self._count[name] = self._count.get(name, 0) + 1

    def told(self) -> tuple[str, ...]:
        """Return a line a field: the first fault, and how many rows have one."""
        lines = []
        for name, (row, reason) in self._first.items():
            more = self._count[name] - 1
            others = f" and {more} more" if more else ""
            lines.append(f"{self._section}.{name}: {reason} (row {row}{others})")
        return tuple(lines)


def read_cards(
    view: PageView, profile: MarketProfile, rules: CardsProfile, defaults: Defaults
) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    """Read the cards of a page; returns them and the faults of rows that give none.

    Raises:
        LayoutChangedError: The selector finds text instead of elements.
    """
    faults = RowFaults("cards")
    cards = []
    for number, row in enumerate(_rows(view, rules, "cards", faults), 1):
        if is_hidden(row.root):
            continue
        found = read_fields(row, rules.fields, LISTING_TYPES, defaults)
        fields, attributes, wrong = split_fields(found, LISTING_TYPES)
        url, reason = _card_url(row, profile, rules.link)
        if url is None and _is_heading(row, found):
            continue
        faults.add(number, wrong | _missing(rules, found))
        if url is None:
            faults.add(number, {"link": reason})
            continue
        cards.append(
            Card(
                url=url,
                external_id=_card_id(url, profile, found),
                digest=_digest(found),
                fields=fields,
                attributes=attributes,
            )
        )
    return tuple(cards), faults.told()


def read_feedback(
    view: PageView, rules: RowsProfile, defaults: Defaults
) -> tuple[tuple[RowReading, ...], tuple[str, ...]]:
    """Read the feedback of a page; returns it and the faults of rows that give none.

    Raises:
        LayoutChangedError: The selector finds text instead of elements.
    """
    faults = RowFaults("feedback")
    rows = []
    for number, row in enumerate(_rows(view, rules, "feedback", faults), 1):
        found = read_fields(row, rules.fields, FEEDBACK_TYPES, defaults)
        if _is_heading(row, found):
            continue
        fields, attributes, wrong = split_fields(found, FEEDBACK_TYPES)
        missing = _missing(rules, found)
        faults.add(number, wrong | missing)
        if _is_empty(found):
            faults.add(number, {"row": "not one field finds anything in it"})
        elif not missing:
            rows.append(RowReading(fields=fields, attributes=attributes))
    return tuple(rows), faults.told()


def _rows(
    view: PageView, rules: RowsProfile, section: str, faults: RowFaults
) -> list[PageView]:
    found = view.select(css=rules.css, xpath=rules.xpath)
    if any(isinstance(node, str) for node in found):
        raise LayoutChangedError(
            f"the selector of {section!r} must find elements, not text or attributes; "
            f"mend the profile's {section}",
            url=view.url,
        )
    if len(found) > MAX_ROWS:
        reason = f"only the first {MAX_ROWS} of {len(found)} are read"
        faults.add(MAX_ROWS + 1, {"rows": reason})
    return [view.row(node) for node in found[:MAX_ROWS] if not isinstance(node, str)]


def _is_heading(row: PageView, found: dict[str, FieldValue]) -> bool:
    """Return whether a row is a table's heading: cells of headings and no value."""
    element = row.root
    cells = {child.tag for child in element.iterchildren(etree.Element)}
    return (
        element.tag == "thead"
        or cells == {"th"}
        or (_is_empty(found) and _shows_nothing(element))
    )


def _shows_nothing(element: etree._Element) -> bool:
    return not any(text.strip() for text in element.itertext())


def _is_empty(found: dict[str, FieldValue]) -> bool:
    return all(value.value in EMPTY and not value.raw for value in found.values())


def _missing(rules: RowsProfile, found: dict[str, FieldValue]) -> dict[str, str]:
    return {
        name: "nothing there, and it is required"
        for name, field in rules.fields.items()
        if field.required and found[name].value in EMPTY and not found[name].fault
    }


def _card_url(
    row: PageView, profile: MarketProfile, link: FieldProfile
) -> tuple[str | None, str]:
    found = (strings_at(row, place, ValueType.URL) for place in link.find)
    raws = [text for texts in found for text in texts if text]
    if not raws:
        places = "; ".join(place.shown for place in link.find)
        return None, f"no address at {places}"
    urls = [url for raw in raws if (url := absolute(row.base_url, raw))]
    fitting = [url for url in urls if is_of_kind(profile, url, PageKind.LISTING)]
    if fitting:
        return fitting[0], ""
    return None, (
        f"its address fits not the 'url' of pages.listing: {(urls or raws)[0][:200]!r}"
    )


def _card_id(
    url: str, profile: MarketProfile, found: dict[str, FieldValue]
) -> str | None:
    given = found.get("external_id")
    if given is not None and given.raw:
        return given.raw
    listing = profile.pages.get(PageKind.LISTING)
    return listing.id_in(url_target(url)) if listing else None


def _digest(found: dict[str, FieldValue]) -> str:
    # Without the link, which may hold the mirror or a session's id, and without what
    # changes by itself, such as "3 days ago".
    raws = sorted(
        (name, value.raw)
        for name, value in found.items()
        if not (isinstance(value.value, datetime) and is_relative(value.raw))
    )
    return hashlib.sha256(json.dumps(raws).encode()).hexdigest()
