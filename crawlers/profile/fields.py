"""How a profile says where on a page a value stands and what kind of value it is."""

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import css2xpath
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

MAX_ALTERNATIVES = 20


class ProfilePart(BaseModel):
    """A part of a profile: frozen, and a key it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ValueType(StrEnum):
    """What is made of the raw string that a selector finds."""

    TEXT = "text"
    HTML_TEXT = "html_text"
    """An element with markup, as paragraphs of plain text."""
    MONEY = "money"
    QUANTITY = "quantity"
    """A number and its unit: kept as text, checked to hold a number."""
    DATE = "date"
    COUNTRY = "country"
    COUNTRIES = "countries"
    PERCENTAGE = "percentage"
    COUNTER = "counter"
    PGP = "pgp"
    URL = "url"
    IMAGES = "images"
    """The addresses of all images that match, in page order."""
    LIST = "list"
    """Every match, in page order."""
    PRESENT = "present"
    """``true`` where something matches, else ``false``."""
    ROWS = "rows"
    """Every match is a row; ``columns`` are read inside it."""


def _is_regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _is_css(value: str) -> str:
    try:
        css2xpath(value)
    except SelectorError as error:
        raise ValueError(f"not a CSS selector: {error}") from error
    return value


def _is_xpath(value: str) -> str:
    try:
        etree.XPath(value)
    except etree.XPathSyntaxError as error:
        raise ValueError(f"not an XPath expression: {error}") from error
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Regex = Annotated[str, AfterValidator(_is_regex)]
Css = Annotated[str, AfterValidator(_is_css)]
XPath = Annotated[str, AfterValidator(_is_xpath)]
Labels = Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]


class Marker(ProfilePart):
    """Something on a page that shows what kind of page it is."""

    css: Css | None = None
    xpath: XPath | None = None
    text: str | None = None
    """Words of the page's text, in any case."""
    status: int | None = None
    """An HTTP status code."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        _only_one(self, ("css", "xpath", "text", "status"))
        return self


class Alternative(ProfilePart):
    """One place where a value may stand; the first alternative that finds one wins."""

    css: Css | None = None
    xpath: XPath | None = None
    label: Labels | None = None
    """Text of a label cell, ``dt`` or ``label``: the value is what stands beside it."""
    jsonld: str | None = None
    """Dotted path into the page's JSON-LD, such as ``@Product.offers.price``."""
    url: Regex | None = None
    """Regular expression over the page's path and query."""
    constant: str | None = None
    within: Css | None = None
    """Only inside the first element that this selector finds."""
    attr: str | None = None
    """An attribute of the found element, instead of its text."""
    regex: Regex | None = None
    """Keeps the group ``value``, else the first group, else the whole match."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        _only_one(self, ("css", "xpath", "label", "jsonld", "url", "constant"))
        return self

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled ``regex``."""
        return re.compile(self.regex) if self.regex else None

    @property
    def shown(self) -> str:
        """The alternative as a message names it."""
        given = self.model_dump(exclude_none=True, exclude={"attr", "within"})
        return " ".join(f"{key}={value!r}" for key, value in given.items())


class FieldProfile(ProfilePart):
    """One value of a record: where it may stand, its type, whether it must be there."""

    find: tuple[Alternative, ...] = Field(min_length=1, max_length=MAX_ALTERNATIVES)
    type: ValueType | None = None
    """Unset, the type that the record's field has; ``text`` for an attribute."""
    required: bool | None = None
    """Unset, only what a record cannot be without."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3,5}$")
    """Currency of an amount that shows none."""
    currency_find: tuple[Alternative, ...] = ()
    """Where the currency stands when it stands apart from the amount."""
    formats: tuple[str, ...] = ()
    """``strptime`` formats of a date, tried in order; none: ISO 8601."""
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """Language of month and country names, where it is not the market's."""
    separator: Regex | None = None
    """Cuts one string into the items of a list."""
    columns: dict[str, "FieldProfile"] = Field(default_factory=dict)
    """Values inside each row of ``rows``."""

    @cached_property
    def separator_pattern(self) -> re.Pattern[str] | None:
        """The compiled ``separator``."""
        return re.compile(self.separator) if self.separator else None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        # `title: [{css: h1}]` and `title: {css: h1}` are `title: {find: [{css: h1}]}`.
        if isinstance(value, list):
            return {"find": value}
        if isinstance(value, dict) and "find" not in value:
            place = {
                key: value[key] for key in value if key in Alternative.model_fields
            }
            rest = {key: value[key] for key in value if key not in place}
            return rest | ({"find": [place]} if place else {})
        return value

    @model_validator(mode="after")
    def _columns_belong_to_rows(self) -> Self:
        if bool(self.columns) != (self.type is ValueType.ROWS):
            raise ValueError("'columns' and 'type: rows' go together")
        return self


def _only_one(part: ProfilePart, names: tuple[str, ...]) -> None:
    given = [name for name in names if getattr(part, name) is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one of {', '.join(names)}; given: {given}")
