"""How a market is reached and read: how gently, how far, with which login and markers."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from crawlers.profile.fields import Css, ProfilePart, Seen

Hours = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
]


class Rate(ProfilePart):
    """How gently the market is read."""

    delay_s: float = Field(default=1.0, ge=0, le=600)
    """Seconds between two requests."""
    concurrency: int = Field(default=2, ge=1, le=32)
    """Requests under way at once."""
    autothrottle: bool = True
    """Slow down when the market's answers get slow."""
    hours: Hours | None = None
    """When the market may be read, such as ``22:00-06:00``; unset, at any hour."""
    timezone: str = "UTC"
    """Of ``hours``, an IANA name."""

    @field_validator("hours")
    @classmethod
    def _is_open_at_all(cls, value: str | None) -> str | None:
        first, _, last = (value or "").partition("-")
        if value is not None and first == last:
            raise ValueError(
                "hours that end when they begin are never open; leave them out to read at "
                "any hour"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone; say such as Europe/Berlin") from error
        return value

    def allows(self, moment: datetime) -> bool:
        """Return whether the market may be read at a moment."""
        if self.hours is None:
            return True
        first, _, last = self.hours.partition("-")
        now = moment.astimezone(ZoneInfo(self.timezone)).strftime("%H:%M")
        if first <= last:
            return first <= now < last
        return now >= first or now < last


class Login(ProfilePart):
    """The login form; the name and password come from the home's secrets."""

    page: str = Field(pattern=r"^/")
    """Path of the page with the form."""
    form: Css = "form"
    """The form on that page; hidden fields such as CSRF tokens are sent along."""
    username_field: str
    """``name`` of the form's field for the account."""
    password_field: str
    """``name`` of the form's field for the password."""
    failed: Seen = ()
    """What a page shows after a refused login."""


class Markers(ProfilePart):
    """What shows that a page is not the content that was asked for.

    Each is a list of markers, any of which is enough. Asked of every page, in this order: challenge, banned, logged_out, javascript,
    not_found, error. A page that cannot be read and shows a captcha, a password field or nothing without scripts is known without any.
    """

    challenge: Seen = ()
    """A puzzle or waiting page: a human is needed, nothing is solved."""
    logged_out: Seen = ()
    """The login page, or a page as strangers see it."""
    error: Seen = ()
    """The market's own error page."""
    not_found: Seen = ()
    """The market says that the thing is gone."""
    banned: Seen = ()
    """The market has shut the account out."""
    javascript: Seen = ()
    """The page shows nothing unless a browser runs its scripts: reported, never run."""


class Limits(ProfilePart):
    """Where a crawl stops by itself: budgets of one run."""

    pages_max: int = Field(default=100_000, ge=1)
    """Pages of all kinds."""
    depth_max: int = Field(default=1_000, ge=1)
    """Links from a start page; each page of a long list is one further."""
    megabytes_max: int = Field(default=10_000, ge=1)
    """Received, images included."""
    minutes_max: int = Field(default=24 * 60, ge=1)
    """From the start of the run."""
    images_max: int = Field(default=20_000, ge=0)
    """Images that are fetched; 0 fetches none."""


class Recrawl(ProfilePart):
    """When a page that is known is fetched again, though nothing says that it changed."""

    listings_after_days: float = Field(default=7.0, ge=0)
    """Only for listings that the market shows as cards; others are fetched in every run."""
    vendors_after_days: float = Field(default=1.0, ge=0)
    """For all vendors."""
