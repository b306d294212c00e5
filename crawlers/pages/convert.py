"""What a selector found to the value that a profile asks for."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from core.errors import RecordError
from core.records import Money
from crawlers.pages.view import MAX_REGEX_CHARS, Match, PageView, kept_group
from crawlers.profile.fields import Alternative, FieldProfile, ValueType
from crawlers.values.counters import parse_counter
from crawlers.values.countries import parse_countries, parse_country
from crawlers.values.dates import parse_date
from crawlers.values.money import parse_money
from crawlers.values.percentages import parse_percentage
from crawlers.values.pgp import parse_pgp_block
from crawlers.values.quantities import parse_quantity

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
MAX_ITEMS = 500
"""Items of one list that are kept."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a market says once for all of its fields."""

    currency: str | None
    language: str


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
    """Read one field: its alternatives in order, the first that finds one wins."""
    if kind is ValueType.PRESENT:
        shown = any(_strings(view, place, kind) for place in field.find)
        return FieldValue(value=shown, raw=str(shown).lower())
    if kind is ValueType.ROWS:
        return _rows(view, field, defaults)
    for place in field.find:
        strings = [text for text in _strings(view, place, kind) if text]
        if strings:
            return _converted(view, field, kind, strings, defaults)
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
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [
            {key: json_value(item) for key, item in row.items()}
            if isinstance(row, dict)
            else row
            for row in value
        ]
    return value


def _strings(view: PageView, place: Alternative, kind: ValueType) -> list[str]:
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
    return match.text


def _rows(view: PageView, field: FieldProfile, defaults: Defaults) -> FieldValue:
    rows: list[dict[str, Value]] = []
    for place in field.find:
        for match in view.matches(place)[:MAX_ITEMS]:
            row = _row(view, match, field, defaults)
            if any(value not in (None, [], "") for value in row.values()):
                rows.append(row)
        if rows:
            break
    return FieldValue(value=rows, raw="")


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


def _converted(
    view: PageView,
    field: FieldProfile,
    kind: ValueType,
    strings: list[str],
    defaults: Defaults,
) -> FieldValue:
    raw = ", ".join(strings) if kind is ValueType.COUNTRIES else strings[0]
    if kind is ValueType.LIST:
        return FieldValue(value=_items(field, strings), raw=", ".join(strings))
    try:
        return FieldValue(value=_value(view, field, kind, raw, defaults), raw=raw)
    except RecordError as error:
        return FieldValue(value=None, raw=raw, fault=error.message)


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
        return parse_date(raw, formats=field.formats, language=language)
    return urljoin(view.base_url, raw) if kind is ValueType.URL else raw


def _currency(view: PageView, field: FieldProfile) -> str | None:
    for place in field.currency_find:
        for text in _strings(view, place, ValueType.TEXT):
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
