"""The pages of a market: of which kind they are, how they are known, what they hold."""

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from crawlers.profile.fields import (
    Css,
    FieldProfile,
    Marker,
    ProfilePart,
    Regex,
    ValueType,
    XPath,
)

LISTING_TYPES = {
    "external_id": ValueType.TEXT,
    "vendor_external_id": ValueType.TEXT,
    "vendor_handle": ValueType.TEXT,
    "title": ValueType.TEXT,
    "description": ValueType.HTML_TEXT,
    "category_path": ValueType.LIST,
    "price": ValueType.MONEY,
    "ships_from": ValueType.COUNTRY,
    "ships_to": ValueType.COUNTRIES,
    "listed_at": ValueType.DATE,
    "stock": ValueType.COUNTER,
    "sold": ValueType.COUNTER,
    "unit": ValueType.TEXT,
    "images": ValueType.IMAGES,
}
"""Fields of a listing observation; any other name becomes an attribute."""
VENDOR_TYPES = {
    "external_id": ValueType.TEXT,
    "handle": ValueType.TEXT,
    "profile": ValueType.HTML_TEXT,
    "pgp_key": ValueType.PGP,
    "contact": ValueType.TEXT,
    "registered_on": ValueType.DATE,
    "last_seen_on": ValueType.DATE,
    "rating_percent": ValueType.PERCENTAGE,
    "sales": ValueType.COUNTER,
    "level": ValueType.TEXT,
}
"""Fields of a vendor observation; any other name becomes an attribute."""


FEEDBACK_TYPES = {
    "external_id": ValueType.TEXT,
    "buyer": ValueType.TEXT,
    "vendor_external_id": ValueType.TEXT,
    "listing_external_id": ValueType.TEXT,
    "listing_title": ValueType.TEXT,
    "rating": ValueType.TEXT,
    "text": ValueType.HTML_TEXT,
    "left_at": ValueType.DATE,
    "price": ValueType.MONEY,
}
"""Fields of a piece of feedback; any other name becomes an attribute."""


class PageKind(StrEnum):
    """What a page is for."""

    CATEGORY = "category"
    LISTING = "listing"
    VENDOR = "vendor"
    FEEDBACK = "feedback"


FIELD_TYPES: dict[PageKind, dict[str, ValueType]] = {
    PageKind.CATEGORY: {},
    PageKind.LISTING: LISTING_TYPES,
    PageKind.VENDOR: VENDOR_TYPES,
    PageKind.FEEDBACK: {"vendor_external_id": ValueType.TEXT},
}
NEEDED: dict[PageKind, tuple[str, ...]] = {
    PageKind.CATEGORY: (),
    PageKind.LISTING: ("title", "vendor_handle"),
    PageKind.VENDOR: ("handle",),
    PageKind.FEEDBACK: (),
}
"""Fields without which there is no record."""


def _as_tuple(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Kinds = Annotated[tuple[PageKind, ...], BeforeValidator(_as_tuple), Field(min_length=1)]


class StartPage(ProfilePart):
    """A page the crawl begins with."""

    url: str = Field(pattern=r"^/")
    kind: PageKind = PageKind.CATEGORY


class Follow(ProfilePart):
    """Which links of a page lead on, and to what kind of page."""

    source: Kinds = Field(alias="from")
    to: PageKind
    css: Css | None = None
    xpath: XPath | None = None
    attr: str = "href"

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.css is None) == (self.xpath is None):
            raise ValueError("give exactly one of css, xpath")
        return self


class RowsProfile(ProfilePart):
    """Things of one kind that stand several times on a page, such as listing cards."""

    css: Css | None = None
    xpath: XPath | None = None
    fields: dict[str, FieldProfile] = Field(min_length=1)
    """Read inside each row."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.css is None) == (self.xpath is None):
            raise ValueError("give exactly one of css, xpath")
        return self


class CardsProfile(RowsProfile):
    """The short form in which a list shows a listing.

    A listing's page is fetched again when its card changed: a card should show what tends to change, such as the price.
    """

    link: FieldProfile
    """The address of the listing's page."""


class PageProfile(ProfilePart):
    """How a page of one kind is known and read."""

    url: Regex | None = None
    """Over path and query; the group ``external_id`` names what the page shows."""
    required: tuple[Marker, ...] = ()
    """Without any one of these the page is not what it should be."""
    fields: dict[str, FieldProfile] = Field(default_factory=dict)
    cards: CardsProfile | None = None
    """Listings that the page shows in short."""
    feedback: RowsProfile | None = None
    """Feedback that the page shows: on pages of its own, or on those of a vendor or listing."""

    @cached_property
    def url_pattern(self) -> re.Pattern[str] | None:
        """The compiled ``url``."""
        return re.compile(self.url) if self.url else None
