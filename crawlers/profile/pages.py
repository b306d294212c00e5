"""The pages of a market: of which kind they are, how they are known, what they hold."""

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from core.errors import ConfigError
from crawlers.pages.custom import load_page_class
from crawlers.profile.fields import (
    Css,
    FieldProfile,
    ProfilePart,
    Regex,
    Seen,
    ValueType,
    XPath,
)

LISTING_TYPES: dict[str, ValueType] = {
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


Kinds = Annotated[
    tuple[PageKind, ...],
    Field(min_length=1),
    BeforeValidator(_as_tuple, json_schema_input_type=PageKind | list[PageKind]),
]


Regexes = Annotated[
    tuple[Regex, ...],
    BeforeValidator(_as_tuple, json_schema_input_type=str | list[str]),
]


class StartPage(ProfilePart):
    """A page the crawl begins with; one of categories may be just its path."""

    url: str = Field(pattern=r"^/")
    """Path and query, added to ``base_url``."""
    kind: PageKind = PageKind.CATEGORY
    """What the page is."""


class Follow(ProfilePart):
    """Which links of a page lead on, and to what kind of page; exactly one of ``css`` and ``xpath``.

    Of the addresses found only those that fit the ``url`` of the kind they lead to are taken, each once.
    """

    source: Kinds = Field(alias="from")
    """Kind of page, or list of kinds, on which the links stand."""
    to: PageKind
    """Kind of page to which they lead."""
    css: Css | None = None
    """Finds the elements."""
    xpath: XPath | None = None
    """Finds the elements, or the addresses themselves."""
    attr: str = "href"
    """Attribute of the elements that holds the address."""
    exclude: Regexes = ()
    """Regular expression over path and query, or a list of them: addresses that fit one are not followed, such as ``^/u/me$``."""

    @cached_property
    def exclude_patterns(self) -> tuple[re.Pattern[str], ...]:
        """The compiled ``exclude``."""
        return tuple(map(re.compile, self.exclude))

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.css is None) == (self.xpath is None):
            raise ValueError("give exactly one of css, xpath")
        return self


class RowsProfile(ProfilePart):
    """Things of one kind that stand several times on a page; exactly one of ``css`` and ``xpath``.

    A row in which no field finds anything, or a required one finds nothing, is told as a fault; a row of ``th`` only is a heading.
    """

    css: Css | None = None
    """Finds each row as one element."""
    xpath: XPath | None = None
    """Finds each row as one element."""
    fields: dict[str, FieldProfile] = Field(min_length=1)
    """Read inside each row, by name; a name that the record has not becomes an attribute."""

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
    """The address of the listing's page, such as ``{css: a.title}``: of an element its ``href``. It is followed; no rule of ``follow`` is
    needed. Its id is the card's own ``external_id``, else what the ``url`` of listings says."""


class PageProfile(ProfilePart):
    """How a page of one kind is known and read."""

    url: Regex | None = None
    """Regular expression over path and query of such pages. Its group ``external_id`` is the market's own id of the listing or vendor, unless a
    field ``external_id`` finds one; of a feedback page, the vendor's."""
    required: Seen = ()
    """Every one of these must be there, else the page cannot be read."""
    fields: dict[str, FieldProfile] = Field(default_factory=dict)
    """What is read, by name; a name that the record has not becomes an attribute."""
    cards: CardsProfile | None = None
    """Listings that the page shows in short: on a category page, and on any other."""
    feedback: RowsProfile | None = None
    """Feedback that the page shows: on pages of its own, or on those of a vendor or listing."""
    page_class: str | None = Field(default=None, pattern=r"^\w+(\.\w+)*:\w+$")
    """Only where no selector can read the page: ``package.module:Class`` of an installed package, see `crawlers.pages.custom`."""

    @field_validator("page_class")
    @classmethod
    def _is_page_class(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                load_page_class(value)
            except ConfigError as error:
                raise ValueError(error.message) from error
        return value

    @cached_property
    def url_pattern(self) -> re.Pattern[str] | None:
        """The compiled ``url``."""
        return re.compile(self.url) if self.url else None

    def id_in(self, target: str) -> str | None:
        """Return what the ``url`` group ``external_id`` matches in a path and query."""
        match = self.url_pattern.search(target) if self.url_pattern else None
        return match.groupdict().get("external_id") if match else None
