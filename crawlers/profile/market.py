"""A market's profile: what may be read there, how, and what a healthy run looks like."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from core.errors import OutOfScopeError
from core.records import Authorisation, Category, Name, Sha256
from crawlers.profile.access import Limits, Login, Markers, Rate, Recrawl
from crawlers.profile.cron_fields import CronFields
from crawlers.profile.fields import ProfilePart
from crawlers.profile.pages import Follow, PageKind, PageProfile, StartPage
from crawlers.scope_rules import refusal

SCHEMA_VERSION = 1


def _is_host(value: str) -> str:
    if not re.fullmatch(
        r"[a-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?", value
    ):
        raise ValueError(
            "a host is a lower-case name or address, with or without :port"
        )
    return value


def _is_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("an address is http:// or https:// and a host")
    return value.rstrip("/")


def is_onion(host: str) -> bool:
    """Return whether a host, with or without port, is a Tor onion service."""
    return host.partition(":")[0].endswith(".onion")


Host = Annotated[str, AfterValidator(_is_host)]
Address = Annotated[str, AfterValidator(_is_address)]


class Expected(ProfilePart):
    """What a healthy run brings at least; below it, the run is degraded."""

    listings_min: int = Field(default=1, ge=0)
    """Listings that a whole run has at least."""
    vendors_min: int = Field(default=0, ge=0)
    """Vendors that a whole run has at least."""
    unreadable_max_share: float = Field(default=0.05, ge=0, le=1)
    """Unreadable pages among the pages of known kinds."""
    out_of_scope_max_share: float = Field(default=0.2, ge=0, le=1)
    """Requests to other hosts, never sent, among all; fewer than 20 count as none."""
    least_share_of_median: float = Field(default=0.5, ge=0, le=1)
    """Listings and vendors of a run, compared with the median of former complete runs."""
    fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """Least share of the pages that has a value, by field; a vendor's as ``vendor.field``."""


class MarketProfile(ProfilePart):
    """Everything that is particular to one market."""

    schema_version: Literal[1]
    """Of this format."""
    name: Name
    """Short name: lower case, digits, ``_`` and ``-``; also the file's, NAME.yml."""
    title: str = Field(min_length=1)
    """As people call it."""
    base_url: Address
    """Where it is read: scheme and host, perhaps a path, without a ``/`` at the end."""
    mirrors: tuple[Address, ...] = ()
    """Further addresses of the same market, used when ``base_url`` does not answer."""
    proxy: str | None = Field(default=None, pattern=r"^socks5h?://[^\s/@]+:\d{1,5}$")
    """SOCKS proxy of every request, names resolved by it; needed for onion hosts."""
    hosts: tuple[Host, ...] = Field(min_length=1)
    """The only hosts that are ever asked for anything, each with its port where it has one."""
    authorisation: Authorisation
    """The order under which it may be read; after its last day nothing is."""
    rate: Rate = Rate()
    """How gently it is read."""
    schedule: CronFields | None = None
    """When it is crawled by itself: five cron fields, in UTC."""
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    """Two letters; of month names."""
    encoding: str | None = None
    """Of pages that do not say it themselves."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3,5}$")
    """Of amounts that show none."""
    login: Login | None = None
    """The login form, where the market wants one."""
    start: tuple[StartPage, ...] = Field(min_length=1)
    """Where a crawl begins: paths, each of a category page unless it says another kind."""
    markers: Markers = Markers()
    """What shows that a page is not the content that was asked for."""
    follow: tuple[Follow, ...] = ()
    """Which links lead on, besides those of cards."""
    pages: dict[PageKind, PageProfile]
    """How pages are read, by kind: category, listing, vendor, feedback."""
    categories: dict[str, Category] = Field(default_factory=dict)
    """The market's names, in any case, in the project's taxonomy."""
    expected: Expected = Expected()
    """What a healthy run brings at least."""
    limits: Limits = Limits()
    """Where a run stops by itself."""
    recrawl: Recrawl = Recrawl()
    """When known pages are fetched again."""
    sha256: Sha256 = ""
    """Digest of the file that was read; never written in it."""

    @field_validator(
        "start",
        mode="before",
        json_schema_input_type=str | StartPage | list[str | StartPage],
    )
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

    @model_validator(mode="after")
    def _addresses_are_in_scope(self) -> Self:
        for address in self.addresses:
            reason = refusal(address, self.hosts)
            if reason:
                raise ValueError(f"{address} is out of scope: {reason}; see 'hosts'")
        if self.proxy is None and any(map(is_onion, self.hosts)):
            raise ValueError(
                "an onion host needs 'proxy', such as socks5h://127.0.0.1:9050"
            )
        return self

    @property
    def addresses(self) -> tuple[str, ...]:
        """The base addresses of the market: ``base_url``, then its mirrors."""
        return (self.base_url, *self.mirrors)

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
