"""What the API takes and answers, beside the records of the search room."""

from html import escape
from typing import Self

from pydantic import AwareDatetime, BaseModel, Field

from core.mentions import Entity
from core.records import Category
from search.answers import (
    EntityAnswer,
    EntityListing,
    EntityVendor,
    Facets,
    ListingHit,
    ListingSummary,
    SearchAnswer,
)
from search.feedback import FeedbackAnswer, FeedbackEntry
from search.highlights import MARK_END, MARK_START
from search.queries import DEFAULT_LIMIT, MAX_LIMIT, MAX_TEXT_CHARS


class SearchParameters(BaseModel):
    """The parameters of a search."""

    q: str | None = Field(
        default=None,
        max_length=MAX_TEXT_CHARS,
        description="Words; in double quotes they must stand together. A valid "
        "identifier (address, onion name, fingerprint, contact) is matched exactly.",
    )
    market: list[str] = Field(default=[], description="Any of these markets.")
    vendor: list[str] = Field(
        default=[], description="Any of these accounts, by id or handle."
    )
    category: list[Category] = Field(
        default=[], description="Any of these categories, as the page files the offer."
    )
    predicted_category: list[Category] = Field(
        default=[], description="Any of these categories, as the classifier reads it."
    )
    drug_class: list[str] = Field(
        default=[],
        description="Any of these drug classes: `stimulants` finds `stimulants/cocaine` "
        "too. The facet `drug_class` lists those that there are.",
    )
    language: list[str] = Field(
        default=[], description="Any of these languages of the text, as ISO 639-1."
    )
    unit: list[str] = Field(
        default=[],
        description="Any of these base units of the offered quantity: `g`, `ml`, `pill`.",
    )
    ships_from: list[str] = Field(
        default=[], description="Any of these countries, as ISO 3166-1 alpha-2."
    )
    price_min: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="Needs `currency`."
    )
    price_max: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="Needs `currency`."
    )
    min_eur_per_unit: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Euros for one gram, millilitre or piece; narrow it by `unit`.",
    )
    max_eur_per_unit: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Euros for one gram, millilitre or piece; narrow it by `unit`.",
    )
    currency: str | None = Field(
        default=None,
        description="Prices in this currency only, such as EUR; with a price bound.",
    )
    seen_from: AwareDatetime | None = Field(
        default=None, description="Still seen then or later: 2026-11-01T00:00:00Z."
    )
    seen_to: AwareDatetime | None = Field(
        default=None, description="Seen then or before."
    )
    gone: bool | None = Field(
        default=None,
        description="`true`: only listings that a complete reading of their market no "
        "longer met; `false`: only those that are there; both where left out.",
    )
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(
        default=None, description="`next_cursor` of the page before, unchanged."
    )


class SearchHit(ListingSummary):
    """A listing that answers a search."""

    score: float | None
    """Higher fits better; null where the question has no text to rank by."""
    highlights: dict[str, list[str]]
    """Pieces of the texts that match, as safe HTML: everything is escaped but `<mark>`."""

    @classmethod
    def from_hit(cls, hit: ListingHit) -> Self:
        """Return a hit with its highlights made safe to show."""
        highlights = {
            field: [marked_html(piece) for piece in pieces]
            for field, pieces in hit.highlights.items()
        }
        return cls.model_validate(hit.model_dump() | {"highlights": highlights})


class SearchPage(BaseModel):
    """One page of an answer."""

    total: int
    """All listings that match, exactly."""
    truncated: bool
    """Whether Elasticsearch ran out of time, so that listings may be missing."""
    matched: list[Entity]
    """The identifiers that `q` is; then nothing else was looked for."""
    hits: list[SearchHit]
    facets: Facets | None
    """How all matches are spread; on the first page only."""
    next_cursor: str | None
    """Send it as `cursor` for the next page; null on the last one."""

    @classmethod
    def from_answer(cls, answer: SearchAnswer, next_cursor: str | None) -> Self:
        """Return a page of an answer."""
        return cls(
            total=answer.total,
            truncated=answer.truncated,
            matched=list(answer.matched),
            hits=[SearchHit.from_hit(hit) for hit in answer.hits],
            facets=answer.facets,
            next_cursor=next_cursor,
        )


class EntityPage(BaseModel):
    """Who showed an entity, since when and until when."""

    kind: str
    value: str
    vendors_total: int
    listings_total: int
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime
    vendors: list[EntityVendor]
    """All accounts that showed it; on the first page only."""
    listings: list[EntityListing]
    next_cursor: str | None

    @classmethod
    def from_answer(cls, answer: EntityAnswer, next_cursor: str | None) -> Self:
        """Return a page of an answer."""
        values = answer.model_dump(exclude={"cursor"})
        return cls.model_validate(values | {"next_cursor": next_cursor})


class FeedbackPage(BaseModel):
    """What buyers said of an account, the latest seen first."""

    vendor_id: str
    total: int
    entries: list[FeedbackEntry]
    next_cursor: str | None

    @classmethod
    def from_answer(cls, answer: FeedbackAnswer, next_cursor: str | None) -> Self:
        """Return a page of an answer."""
        return cls(
            vendor_id=answer.vendor_id,
            total=answer.total,
            entries=list(answer.entries),
            next_cursor=next_cursor,
        )


class Health(BaseModel):
    """That the service can answer."""

    status: str = Field(examples=["ok"])


def marked_html(piece: str) -> str:
    """Return a piece of a hostile text as HTML whose only tag is ``<mark>``."""
    safe = escape(piece, quote=True)
    return safe.replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")
