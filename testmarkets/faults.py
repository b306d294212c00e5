"""What can be wrong with a page, and a marketplace that serves it so on purpose.

A plan names pages by path or by the external id of a listing; every other page of the market is answered as usual. Off
unless a plan is given.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, RootModel, ValidationError, model_validator
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import ConfigError
from core.records import Name, Record
from testmarkets import fault_answers
from testmarkets.request_log import target

WITHOUT_PRICE = "testmarkets.without_price"
"""Key of an ASGI scope: the skin leaves the price out of the page."""
OUTSIDE_URL = "http://outside-the-scope.invalid/offer"
"""Where redirects and links lead that leave the market; never resolves."""


class FaultKind(StrEnum):
    """One way in which a page can be wrong."""

    NOT_HTML = "not_html"
    """Binary bytes, declared as HTML."""
    TRUNCATED = "truncated"
    """The connection is cut after half of the promised bytes."""
    HALF_PAGE = "half_page"
    """A complete answer that holds the first half of the HTML."""
    HUGE_30MB = "huge_30mb"
    GZIP_BOMB = "gzip_bomb"
    """A small body that expands to more than 200 MB."""
    WRONG_CHARSET = "wrong_charset"
    """Declared as UTF-8, written in Latin-1."""
    NO_PRICE = "no_price"
    CHALLENGE = "challenge"
    LOGIN_PAGE = "login_page"
    SERVER_ERROR = "server_error"
    REDIRECT_OUT = "redirect_out"
    """302 to a host outside the scope."""
    LINK_OUT = "link_out"
    """The page as usual, with a further link to a host outside the scope."""
    STALL = "stall"
    """Headers, then nothing."""


class FaultRule(Record):
    """One page and what is wrong with it."""

    kind: FaultKind
    path: str | None = Field(default=None, pattern=r"^/")
    """The page's path, with its query if it has one."""
    listing: str | None = None
    """The external id of the listing whose page it is."""
    target: str = OUTSIDE_URL
    """Where a redirect or link that leaves the market leads."""

    @model_validator(mode="after")
    def _names_one_page(self) -> Self:
        if (self.path is None) == (self.listing is None):
            message = "a fault names either a path or a listing"
            raise ValueError(message)
        return self

    def page(self, listing_path: Callable[[str], str]) -> str:
        """Return the path of the page that this rule is about."""
        if self.path is not None:
            return self.path
        return listing_path(self.listing or "")


class FaultPlan(RootModel[dict[Name, tuple[FaultRule, ...]]]):
    """The faults of every market, by the market's name."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a plan from a JSON file.

        Raises:
            ConfigError: The file cannot be read, or is not a plan.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ConfigError(f"cannot read the fault plan {path}: {error}") from error
        except ValidationError as error:
            raise ConfigError(f"{path} is not a fault plan: {error}") from error

    def require_markets(self, known: Collection[str]) -> None:
        """Refuse a plan about markets that are not served.

        Raises:
            ConfigError: The plan names another market.
        """
        unknown = sorted(self.root.keys() - set(known))
        if unknown:
            raise ConfigError(
                f"the fault plan names {', '.join(unknown)}; the markets are "
                f"{', '.join(known)}"
            )

    def rules(self, market: str) -> tuple[FaultRule, ...]:
        """Return the faults of one market."""
        return self.root.get(market, ())


class FaultyApp:
    """A marketplace some of whose pages are wrong.

    Args:
        app: The marketplace.
        rules: What is wrong with it.
        listing_path: Gives the path of a listing's page from its external id.
    """

    def __init__(
        self,
        app: ASGIApp,
        rules: tuple[FaultRule, ...],
        listing_path: Callable[[str], str],
    ) -> None:
        self._app = app
        self._rules = {rule.page(listing_path): rule for rule in rules}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the market does, but for the pages of the plan."""
        rule = self._rules.get(target(scope)) if scope["type"] == "http" else None
        answer = self._app if rule is None else self._answer(rule)
        await answer(scope, receive, send)

    def _answer(self, rule: FaultRule) -> ASGIApp:
        if rule.kind in _REPLACED:
            return _REPLACED[rule.kind]()
        if rule.kind in _CHANGED:
            return _CHANGED[rule.kind](self._app)
        if rule.kind is FaultKind.REDIRECT_OUT:
            return fault_answers.redirect(rule.target)
        if rule.kind is FaultKind.LINK_OUT:
            return fault_answers.with_link(self._app, rule.target)
        return self._without_price

    async def _without_price(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, WITHOUT_PRICE: True}, receive, send)


_REPLACED: Mapping[FaultKind, Callable[[], ASGIApp]] = {
    FaultKind.NOT_HTML: fault_answers.not_html,
    FaultKind.HUGE_30MB: fault_answers.huge,
    FaultKind.GZIP_BOMB: fault_answers.gzip_bomb,
    FaultKind.CHALLENGE: fault_answers.challenge,
    FaultKind.LOGIN_PAGE: fault_answers.login_page,
    FaultKind.SERVER_ERROR: fault_answers.server_error,
    FaultKind.STALL: fault_answers.stall,
}
_CHANGED: Mapping[FaultKind, Callable[[ASGIApp], ASGIApp]] = {
    FaultKind.TRUNCATED: fault_answers.cut_off,
    FaultKind.HALF_PAGE: fault_answers.first_half,
    FaultKind.WRONG_CHARSET: fault_answers.in_wrong_charset,
}
