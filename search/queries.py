"""Typed questions into the bodies that Elasticsearch takes; pure."""

import re
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    field_validator,
    model_validator,
)

from core.errors import shown
from core.mentions import IDENTIFIER_KINDS, Entity
from core.records import Category, Record
from core.text import fold
from search.answers import SUMMARY_FIELDS
from search.facts import SEPARATOR
from search.highlights import MARK_END, MARK_START

MAX_TEXT_CHARS = 512
MAX_LIMIT = 200
DEFAULT_LIMIT = 20
MAX_FILTER_VALUES = 50
ANSWER_TIME = "10s"
VENDOR_VALUES = 20
FACET_VALUES = 50
ENOUGH_WORDS = "3<75%"
"""Up to three words must all match; of more, three quarters."""

Body = dict[str, Any]
Values = tuple[str, ...]
MAX_CLASS_CHARS = 200


def drug_class(value: str) -> str:
    """Return the path of a drug class in lower case.

    Raises:
        ValueError: It has not the form of one.
    """
    path = value.lower()
    parts = path.split(SEPARATOR)
    if len(path) > MAX_CLASS_CHARS or any(not part.strip() for part in parts):
        raise ValueError(
            f"{shown(value)} is no drug class: name one such as stimulants or "
            "stimulants/cocaine; the facet drug_class lists those that there are"
        )
    return SEPARATOR.join(part.strip() for part in parts)


def language_code(value: str) -> str:
    """Return the code of a language in lower case.

    Raises:
        ValueError: It has not the form of one.
    """
    if not _LANGUAGE.fullmatch(value.lower()):
        raise ValueError(
            f"{shown(value)} is no language: give its two letters of ISO 639-1, such "
            "as en; the facet language lists those that there are"
        )
    return value.lower()


DrugClass = Annotated[str, AfterValidator(drug_class)]
LanguageCode = Annotated[str, AfterValidator(language_code)]
_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
BOUNDS = (
    ("price_min", "price_max"),
    ("min_eur_per_unit", "max_eur_per_unit"),
    ("seen_from", "seen_to"),
)
"""Fields of a question that are the two ends of one range."""


class SearchQuestion(Record):
    """What somebody wants to find. Filters narrow; values of one filter widen."""

    q: str | None = Field(default=None, max_length=MAX_TEXT_CHARS)
    """Words, in any order; words in double quotes must stand together. No other sign has
    a meaning."""
    identifiers: tuple[Entity, ...] = Field(default=(), max_length=10)
    """What ``q`` is, where it is an identifier: then only exact matches are wanted."""
    market: Values = Field(default=(), max_length=MAX_FILTER_VALUES)
    vendor: Values = Field(default=(), max_length=MAX_FILTER_VALUES)
    """Vendor ids or handles, case and accents ignored."""
    category: tuple[Category, ...] = Field(default=(), max_length=MAX_FILTER_VALUES)
    """What the page itself files the offer under."""
    predicted_category: tuple[Category, ...] = Field(
        default=(), max_length=MAX_FILTER_VALUES
    )
    """What the classifier makes of the text."""
    drug_class: tuple[DrugClass, ...] = Field(default=(), max_length=MAX_FILTER_VALUES)
    """A class finds all that belongs to it: ``stimulants`` finds ``stimulants/cocaine``."""
    language: tuple[LanguageCode, ...] = Field(default=(), max_length=MAX_FILTER_VALUES)
    unit: Values = Field(default=(), max_length=MAX_FILTER_VALUES)
    """Base units of the offered quantity, such as ``g``."""
    ships_from: Values = Field(default=(), max_length=MAX_FILTER_VALUES)
    price_min: float | None = Field(default=None, ge=0)
    price_max: float | None = Field(default=None, ge=0)
    currency: str | None = Field(default=None, max_length=5)
    """Prices are compared in this currency only; needed with either price."""
    min_eur_per_unit: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """Euros for one gram, millilitre or piece, as ``unit`` narrows it."""
    max_eur_per_unit: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    seen_from: AwareDatetime | None = None
    """Listings that were still seen at this moment or later."""
    seen_to: AwareDatetime | None = None
    """Listings that were seen at this moment or before."""
    gone: bool | None = None
    """Only listings that a complete reading of their market no longer met, or only those
    that are there; both where None."""
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)

    @field_validator("ships_from", "currency", mode="after")
    @classmethod
    def _in_capitals(cls, value: Values | str | None) -> Values | str | None:
        if isinstance(value, str):
            return value.upper()
        return tuple(item.upper() for item in value) if value else value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        priced = self.price_min is not None or self.price_max is not None
        if priced and self.currency is None:
            raise ValueError(
                "price_min and price_max need currency: amounts of different currencies "
                "cannot be compared"
            )
        for low, high in BOUNDS:
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise ValueError(f"{low} is above {high}: swap them")
        return self

    @property
    def is_ranked(self) -> bool:
        """Whether there is text to rank by; otherwise the newest come first."""
        return bool(self.q and self.q.strip()) and not self.identifiers


def search_body(question: SearchQuestion, *, facets: bool) -> Body:
    """Return the body of a search, without its point in time and position.

    Args:
        question: What is asked.
        facets: Count values too.
    """
    body: Body = {
        "query": listing_query(question),
        "sort": _order(question),
        # One more than asked for tells whether there is a next page.
        "size": question.limit + 1,
        "source_includes": [*SUMMARY_FIELDS, "description", "mentions"],
        "track_total_hits": True,
        "timeout": ANSWER_TIME,
    }
    if question.is_ranked:
        body["highlight"] = HIGHLIGHT
    if facets:
        body["aggregations"] = FACETS
    return body


def listing_query(question: SearchQuestion) -> Body:
    """Return what a listing must match."""
    wanted: Body = {"filter": _filters(question)}
    if question.identifiers:
        keys = [entity.key for entity in question.identifiers]
        wanted["filter"].append({"terms": {"identifiers": keys}})
    elif question.is_ranked:
        text = question.q or ""
        wanted["must"] = _words(fold(text), FOLDED_FIELDS)
        # Spelt as asked is worth more than spelt alike.
        wanted["should"] = _words(text, EXACT_FIELDS)
    return {"bool": wanted}


def entity_query(entity: Entity) -> Body:
    """Return what an observation that shows an entity must match."""
    if entity.kind in IDENTIFIER_KINDS:
        return {"term": {"identifiers": entity.key}}
    return {"term": {f"entities.{entity.kind.value}": entity.value}}


def _words(text: str, fields: list[str]) -> Body:
    # Only quotes and spaces have a meaning: a hostile or careless text cannot become
    # a wildcard, a field name or an error.
    return {
        "simple_query_string": {
            "query": text,
            "fields": fields,
            "flags": "PHRASE|WHITESPACE",
            "default_operator": "or",
            "minimum_should_match": ENOUGH_WORDS,
        }
    }


def _filters(question: SearchQuestion) -> list[Body]:
    filters: list[Body] = []
    for field, values in (
        ("market", question.market),
        ("category", question.category),
        ("facts.category.category", question.predicted_category),
        ("facts.drug_classes", question.drug_class),
        ("facts.language", question.language),
        ("facts.quantity.unit", question.unit),
        ("ships_from", question.ships_from),
    ):
        if values:
            filters.append({"terms": {field: list(values)}})
    if question.vendor:
        filters.append(_vendor_filter(question.vendor))
    if question.currency:
        filters.append({"term": {"currency": question.currency}})
    filters += _range("price_amount", question.price_min, question.price_max)
    filters += _range(
        "facts.eur_per_unit", question.min_eur_per_unit, question.max_eur_per_unit
    )
    # Seen in the window at all: neither gone before it nor new after it.
    filters += _range("last_seen_at", question.seen_from, None)
    filters += _range("first_seen_at", None, question.seen_to)
    if question.gone is not None:
        filters.append(_gone_filter(gone=question.gone))
    return filters


def _gone_filter(*, gone: bool) -> Body:
    exists = {"exists": {"field": "gone_at"}}
    return exists if gone else {"bool": {"must_not": [exists]}}


def _vendor_filter(vendors: Values) -> Body:
    handles = [fold(vendor) for vendor in vendors]
    either = [
        {"terms": {"vendor_id": list(vendors)}},
        {"terms": {"vendor_handle_folded": handles}},
    ]
    return {"bool": {"should": either, "minimum_should_match": 1}}


def _range(field: str, low: Any, high: Any) -> list[Body]:
    bounds = {
        name: value
        for name, value in (("gte", low), ("lte", high))
        if value is not None
    }
    return [{"range": {field: bounds}}] if bounds else []


def _order(question: SearchQuestion) -> list[Body]:
    first = {"_score": "desc"} if question.is_ranked else {"last_seen_at": "desc"}
    return [first, {"listing_id": "asc"}]


FOLDED_FIELDS = ["title_folded^3", "description_folded", "vendor_handle_folded.words^2"]
EXACT_FIELDS = ["title^3", "description"]

_PIECES: Body = {"number_of_fragments": 5, "fragment_size": 100}
HIGHLIGHT: Body = {
    "pre_tags": [MARK_START],
    "post_tags": [MARK_END],
    "fields": {
        "title_folded": {"number_of_fragments": 0},
        "description_folded": _PIECES,
        "vendor_handle_folded.words": {"number_of_fragments": 0},
    },
}


def _values(field: str, size: int = FACET_VALUES) -> Body:
    return {"terms": {"field": field, "size": size}}


FACETS: Body = {
    "market": _values("market"),
    "category": _values("category"),
    "ships_from": _values("ships_from"),
    "currency": _values("currency"),
    "drug_class": _values("facts.drug_classes"),
    "predicted_category": _values("facts.category.category"),
    "language": _values("facts.language"),
    "vendor": _values("vendor_id", VENDOR_VALUES)
    | {"aggregations": {"handle": _values("vendor_handle", 1)}},
    "last_seen": {
        "date_histogram": {
            "field": "last_seen_at",
            "calendar_interval": "day",
            "format": "yyyy-MM-dd",
            "min_doc_count": 1,
        }
    },
}
