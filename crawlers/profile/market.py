"""A market's profile: what may be read there, how, and what a healthy run looks like."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, Field, field_validator, model_validator

from core.clock import utc_now
from core.errors import OutOfScopeError
from core.records import Authorisation, Category, Name, Sha256
from crawlers.profile.access import Limits, Login, Markers, Rate, Recrawl
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
    vendors_min: int = Field(default=0, ge=0)
    unreadable_max_share: float = Field(default=0.05, ge=0, le=1)
    """Unreadable pages among the pages of known kinds."""
    fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """Least share of the listings that has a value, by field."""


class MarketProfile(ProfilePart):
    """Everything that is particular to one market."""

    schema_version: Literal[1]
    name: Name
    title: str = Field(min_length=1)
    base_url: Address
    mirrors: tuple[Address, ...] = ()
    """Further addresses of the same market, used when ``base_url`` does not answer."""
    proxy: str | None = Field(default=None, pattern=r"^socks5h?://[^\s/@]+:\d{1,5}$")
    """SOCKS proxy of every request, names resolved by it; needed for onion hosts."""
    hosts: tuple[Host, ...] = Field(min_length=1)
    authorisation: Authorisation
    rate: Rate = Rate()
    schedule: str | None = None
    """When it is crawled by itself: five cron fields, in UTC."""
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
    recrawl: Recrawl = Recrawl()
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

    @field_validator("schedule")
    @classmethod
    def _is_cron(cls, value: str | None) -> str | None:
        try:
            CronSim(value or "* * * * *", utc_now())
        except CronSimError as error:
            raise ValueError(f"not five cron fields: {error}") from error
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
