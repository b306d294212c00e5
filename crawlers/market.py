"""A market's profile: what may be read there, how, and what a healthy run looks like."""

import hashlib
import re
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from core.errors import ConfigError, OutOfScopeError
from core.records import Authorisation, Category, Name, Sha256
from crawlers.fields import (
    Alternative,
    Css,
    FieldProfile,
    Marker,
    ProfilePart,
    Regex,
    ValueType,
    XPath,
)
from crawlers.profile_yaml import Fault, YamlSource, read_yaml
from crawlers.scope_rules import refusal

SCHEMA_VERSION = 1
PLACEHOLDERS = ("{origin}", "{host}")
"""Filled in before the profile is read, where a market's address is not fixed."""

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


class PageKind(StrEnum):
    """What a page is for."""

    CATEGORY = "category"
    LISTING = "listing"
    VENDOR = "vendor"


FIELD_TYPES: dict[PageKind, dict[str, ValueType]] = {
    PageKind.CATEGORY: {},
    PageKind.LISTING: LISTING_TYPES,
    PageKind.VENDOR: VENDOR_TYPES,
}
NEEDED = {
    PageKind.CATEGORY: (),
    PageKind.LISTING: ("title", "vendor_handle"),
    PageKind.VENDOR: ("handle",),
}
"""Fields without which there is no record."""


def _as_tuple(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _is_host(value: str) -> str:
    if not re.fullmatch(
        r"[a-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?", value
    ):
        raise ValueError(
            "a host is a lower-case name or address, with or without :port"
        )
    return value


Host = Annotated[str, AfterValidator(_is_host)]
Kinds = Annotated[tuple[PageKind, ...], BeforeValidator(_as_tuple), Field(min_length=1)]


class Rate(ProfilePart):
    """How gently the market is read."""

    delay_s: float = Field(default=1.0, ge=0, le=600)
    concurrency: int = Field(default=2, ge=1, le=32)
    autothrottle: bool = True
    """Slow down when the market's answers get slow."""


class Login(ProfilePart):
    """The login form; the name and password come from the home's secrets."""

    page: str = Field(pattern=r"^/")
    form: Css = "form"
    username_field: str
    password_field: str
    failed: tuple[Marker, ...] = ()
    """What a page shows after a refused login."""


class Markers(ProfilePart):
    """What shows that a page is not the content that was asked for."""

    challenge: tuple[Marker, ...] = ()
    """A puzzle or waiting page: a human is needed, nothing is solved."""
    logged_out: tuple[Marker, ...] = ()
    error: tuple[Marker, ...] = ()
    """The market's own error page."""
    not_found: tuple[Marker, ...] = ()
    """The market says that the thing is gone."""


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


class PageProfile(ProfilePart):
    """How a page of one kind is known and read."""

    url: Regex | None = None
    """Over path and query; the group ``external_id`` names what the page shows."""
    required: tuple[Marker, ...] = ()
    """Without any one of these the page is not what it should be."""
    fields: dict[str, FieldProfile] = Field(default_factory=dict)

    @cached_property
    def url_pattern(self) -> re.Pattern[str] | None:
        """The compiled ``url``."""
        return re.compile(self.url) if self.url else None


class Expected(ProfilePart):
    """What a healthy run brings at least; below it, the run is degraded."""

    listings_min: int = Field(default=1, ge=0)
    vendors_min: int = Field(default=0, ge=0)
    unreadable_max_share: float = Field(default=0.05, ge=0, le=1)
    """Unreadable pages among the pages of known kinds."""
    fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """Least share of the listings that has a value, by field."""


class Limits(ProfilePart):
    """Where a crawl stops by itself."""

    pages_max: int = Field(default=100_000, ge=1)
    depth_max: int = Field(default=1_000, ge=1)
    """Links from a start page; each page of a long list is one further."""


class MarketProfile(ProfilePart):
    """Everything that is particular to one market."""

    schema_version: Literal[1]
    name: Name
    title: str = Field(min_length=1)
    base_url: str
    hosts: tuple[Host, ...] = Field(min_length=1)
    authorisation: Authorisation
    rate: Rate = Rate()
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    encoding: str | None = None
    """Of pages that do not say it themselves."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3,5}$")
    """Of amounts that show none."""
    login: Login | None = None
    start: tuple[StartPage, ...] = Field(min_length=1)
    markers: Markers = Markers()
    follow: tuple[Follow, ...] = ()
    pages: dict[PageKind, PageProfile]
    categories: dict[str, Category] = Field(default_factory=dict)
    """The market's names, in any case, in the project's taxonomy."""
    expected: Expected = Expected()
    limits: Limits = Limits()
    sha256: Sha256 = ""
    """Digest of the file that was read; never written in it."""

    @field_validator("start", mode="before")
    @classmethod
    def _plain_paths(cls, value: Any) -> Any:
        items = value if isinstance(value, list) else [value]
        return [{"url": item} if isinstance(item, str) else item for item in items]

    @field_validator("encoding")
    @classmethod
    def _is_encoding(cls, value: str | None) -> str | None:
        try:
            "".encode(value or "utf-8")
        except LookupError as error:
            raise ValueError("not an encoding that Python knows") from error
        return value

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("base_url is http:// or https:// and a host")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _base_is_in_scope(self) -> Self:
        reason = refusal(self.base_url, self.hosts)
        if reason:
            raise ValueError(f"base_url is out of scope: {reason}; see 'hosts'")
        return self

    @cached_property
    def category_names(self) -> dict[str, Category]:
        """The taxonomy by case-folded name."""
        return {name.casefold(): kind for name, kind in self.categories.items()}

    def require_authorisation(self, today: date) -> None:
        """Refuse to read the market after the last authorised day.

        Raises:
            OutOfScopeError: The authorisation has expired.
        """
        if today > self.authorisation.valid_until:
            raise OutOfScopeError(
                f"the authorisation {self.authorisation.reference} of "
                f"{self.authorisation.authority} for {self.name} ended on "
                f"{self.authorisation.valid_until}: have it renewed and enter the new "
                f"'authorisation' in the profile",
                market=self.name,
            )


def load_profile(path: Path) -> MarketProfile:
    """Read a profile from its file.

    Raises:
        ConfigError: It cannot be read; every fault is named with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return parse_profile(text, source=str(path))


def parse_profile(text: str, *, source: str) -> MarketProfile:
    """Read a profile from its text; ``source`` is what messages call it.

    Raises:
        ConfigError: It is not a profile; every fault is named with file and line.
    """
    left = [name for name in PLACEHOLDERS if name in text]
    if left:
        raise ConfigError(
            f"{source}: {' and '.join(left)} must be filled in before the profile is "
            "used: put the market's address in base_url and hosts"
        )
    document = read_yaml(text, source=source)
    faults = _field_faults(document)
    try:
        profile = MarketProfile.model_validate(document.data)
    except ValidationError as error:
        faults += _faults_of(error)
        raise ConfigError(document.message(faults)) from error
    if faults:
        raise ConfigError(document.message(faults))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return profile.model_copy(update={"sha256": digest})


def _faults_of(error: ValidationError) -> list[Fault]:
    items = error.errors()
    places = [tuple(item["loc"]) for item in items]
    return [
        Fault(place, item["msg"])
        for place, item in zip(places, items, strict=True)
        # A list is "too short" also because its one item is wrong: told there.
        if item["type"] != "too_short" or not _holds_another(place, places)
    ]


def _holds_another(
    place: tuple[int | str, ...], places: list[tuple[int | str, ...]]
) -> bool:
    return any(
        len(other) > len(place) and other[: len(place)] == place for other in places
    )


def _field_faults(document: YamlSource) -> list[Fault]:
    """Return what pydantic's types do not say: fields a record needs, and their types."""
    pages = document.data.get("pages")
    if not isinstance(pages, dict):
        return []
    faults = []
    for kind in PageKind:
        page = pages.get(kind.value)
        fields = page.get("fields") if isinstance(page, dict) else None
        if isinstance(page, dict):
            faults += _kind_faults(kind, fields if isinstance(fields, dict) else {})
    return faults


def _kind_faults(kind: PageKind, fields: dict[str, Any]) -> list[Fault]:
    where = ("pages", kind.value, "fields")
    faults = [
        Fault(where, f"a {kind.value} needs the field {name!r}")
        for name in NEEDED[kind]
        if name not in fields
    ]
    for name, field in fields.items():
        given = field.get("type") if isinstance(field, dict) else None
        due = FIELD_TYPES[kind].get(name)
        if given and due and given != due:
            faults.append(
                Fault((*where, name, "type"), f"{name!r} is always {due.value!r}")
            )
    return faults


__all__ = [
    "Alternative",
    "FieldProfile",
    "MarketProfile",
    "PageKind",
    "load_profile",
    "parse_profile",
]
