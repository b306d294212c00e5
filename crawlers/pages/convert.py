"""What a selector found to the value that a profile asks for."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from core.errors import RecordError, shown
from core.records import Money
from crawlers.pages.images import addresses_in, image_urls
from crawlers.pages.view import (
    MAX_REGEX_CHARS,
    Match,
    PageView,
    kept_group,
    url_target,
)
from crawlers.profile.fields import Alternative, FieldProfile, ValueType
from crawlers.values.counters import parse_counter
from crawlers.values.countries import parse_countries, parse_country
from crawlers.values.dates import parse_date
from crawlers.values.money import parse_money
from crawlers.values.percentages import parse_percentage
from crawlers.values.pgp import KEY_BEGINS, parse_pgp_block
from crawlers.values.quantities import parse_quantity
from crawlers.values.text import says_nothing

Value = (
    str
    | int
    | float
    | bool
    | Money
    | datetime
    | list[str]
    | tuple[str, ...]
    | list[dict[str, "Value"]]
    | None
)
COUNTRY_KINDS = frozenset({ValueType.COUNTRY, ValueType.COUNTRIES})
MAX_ITEMS = 500
"""Items of one list that are kept."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a market says once for all of its fields."""

    currency: str | None
    language: str
    now: datetime | None = None
    """When the page was fetched: what a date such as "3 days ago" is counted from."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value, and the string that it was made of."""

    value: Value
    raw: str
    fault: str | None = None
    """Why a string that was found gave no value."""


MISSING = FieldValue(value=None, raw="")


def read_field(
    view: PageView, field: FieldProfile, kind: ValueType, defaults: Defaults
) -> FieldValue:
    """Read one field: its alternatives in order, the first that gives a value wins."""
    if kind is ValueType.PRESENT:
        shown = any(strings_at(view, place, kind) for place in field.find)
        return FieldValue(value=shown, raw=str(shown).lower())
    if kind is ValueType.ROWS:
        return _rows(view, field, defaults)
    if kind is ValueType.IMAGES:
        return _images(view, field)
    first: FieldValue | None = None
    for place in field.find:
        strings = [text for text in strings_at(view, place, kind) if text]
        if not strings:
            continue
        found = converted(view, field, kind, strings, defaults)
        if found.value is not None:
            return found
        # What cannot be understood is told only if no other place knows better.
        first = first or found
    if first is not None:
        return first
    return FieldValue(value=[], raw="") if kind is ValueType.LIST else MISSING


def attribute_text(field: FieldValue) -> str | None:
    """Return a value as an attribute holds it: its text, or JSON for what has parts."""
    plain = json_value(field.value)
    if plain is None or isinstance(plain, str):
        return plain or None
    return json.dumps(plain, ensure_ascii=False) if plain != [] else None


def json_value(value: Value) -> object:
    """Return a value as JSON can hold it."""
    if isinstance(value, Money):
        return value.model_dump(mode="json")
    if isinstance(value, datetime):
        # As records write it.
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, (list, tuple)):
        return [
            {key: json_value(item) for key, item in row.items()}
            if isinstance(row, dict)
            else row
            for row in value
        ]
    return value


def strings_at(view: PageView, place: Alternative, kind: ValueType) -> list[str]:
    """Return the strings that stand at a place, as a type needs them, in page order."""
    texts = [_text(match, kind) for match in view.matches(place)]
    if place.pattern is None:
        return texts
    found = (place.pattern.search(text[:MAX_REGEX_CHARS]) for text in texts)
    return [(kept_group(match) or "").strip() for match in found if match]


def _text(match: Match, kind: ValueType) -> str:
    if kind is ValueType.HTML_TEXT:
        return match.paragraphs()
    if kind is ValueType.PGP:
        return match.paragraphs(keep_lines=True)
    if kind is ValueType.MONEY:
        return match.price
    if kind in COUNTRY_KINDS:
        return match.country
    return match.address if kind is ValueType.URL else match.text


def _rows(view: PageView, field: FieldProfile, defaults: Defaults) -> FieldValue:
    rows: list[dict[str, Value]] = []
    for place in field.find:
        for match in view.matches(place)[:MAX_ITEMS]:
            row = _row(view, match, field, defaults)
            if any(value not in (None, [], "") for value in row.values()):
                rows.append(row)
        if rows:
            break
    raw = json.dumps(json_value(rows), ensure_ascii=False) if rows else ""
    return FieldValue(value=rows, raw=raw)


def _row(
    view: PageView, match: Match, field: FieldProfile, defaults: Defaults
) -> dict[str, Value]:
    if isinstance(match.found, str):
        raise RecordError("the places of 'rows' must select elements, not text")
    inside = view.row(match.found)
    return {
        name: read_field(inside, column, column.type or ValueType.TEXT, defaults).value
        for name, column in field.columns.items()
    }


def converted(
    view: PageView,
    field: FieldProfile,
    kind: ValueType,
    strings: list[str],
    defaults: Defaults,
) -> FieldValue:
    """Return the value that strings found for a field give; the first one, where it holds one."""
    raw = strings[0]
    if kind is ValueType.PGP:
        raw = next((text for text in strings if KEY_BEGINS in text), raw)
    if field.join is not None:
        raw = field.join.join(strings[:MAX_ITEMS])
    elif kind is ValueType.COUNTRIES:
        raw = ", ".join(strings)
    if kind is ValueType.LIST:
        return FieldValue(value=_items(field, strings), raw=", ".join(strings))
    try:
        return FieldValue(value=_value(view, field, kind, raw, defaults), raw=raw)
    except RecordError as error:
        # "N/A" is an answer, not a page that changed.
        fault = None if says_nothing(raw) else error.message
        return FieldValue(value=None, raw=raw, fault=fault)


def _value(
    view: PageView, field: FieldProfile, kind: ValueType, raw: str, defaults: Defaults
) -> Value:
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return simple(raw)
    if kind is ValueType.MONEY:
        return parse_money(
            raw,
            default_currency=field.currency or defaults.currency,
            currency=_currency(view, field),
        )
    if kind is ValueType.DATE:
        language = field.language or defaults.language
        return parse_date(
            raw, formats=field.formats, language=language, now=defaults.now
        )
    return _joined(view, raw) if kind is ValueType.URL else raw


def _joined(view: PageView, raw: str) -> str:
    try:
        return urljoin(view.base_url, next(iter(addresses_in(raw)), raw))
    except ValueError as error:
        raise RecordError(f"not an address: {shown(raw)}") from error


def _images(view: PageView, field: FieldProfile) -> FieldValue:
    for place in field.find:
        nodes = [match.found for match in view.matches(place)]
        if place.pattern is not None:
            nodes = [*strings_at(view, place, ValueType.URL)]
        urls = image_urls(nodes, view.base_url)
        if urls:
            # Without the host: a mirror shows the same images.
            raw = " ".join(map(url_target, urls))
            return FieldValue(value=list(urls), raw=raw)
    return FieldValue(value=[], raw="")


def _currency(view: PageView, field: FieldProfile) -> str | None:
    for place in field.currency_find:
        for text in strings_at(view, place, ValueType.TEXT):
            if text:
                return text
    return None


def _items(field: FieldProfile, strings: list[str]) -> list[str]:
    if field.separator_pattern is None:
        return strings[:MAX_ITEMS]
    pieces = (
        piece.strip()
        for text in strings
        for piece in field.separator_pattern.split(text[:MAX_REGEX_CHARS])
        if piece
    )
    return [piece for piece in pieces if piece][:MAX_ITEMS]


_SIMPLE: dict[ValueType, Callable[[str], Value]] = {
    ValueType.COUNTER: parse_counter,
    ValueType.PERCENTAGE: parse_percentage,
    ValueType.QUANTITY: parse_quantity,
    ValueType.COUNTRY: parse_country,
    ValueType.COUNTRIES: parse_countries,
    ValueType.PGP: parse_pgp_block,
}
