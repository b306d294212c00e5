"""What can be wrong with single pages of a marketplace.

A rule names a page by its path or by the external id of a listing; every other page is answered as usual.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from starlette.types import ASGIApp, Receive, Scope, Send

from core.records import Record
from testmarkets.faults import answers
from testmarkets.faults.ground import OUTSIDE_ORIGIN
from testmarkets.faults.session_ids import without_sid
from testmarkets.request_log import target
from testmarkets.scope_keys import HUGE_DESCRIPTION, WITHOUT_PRICE


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
    BANNED = "banned"
    """A page that shuts the visitor's account out."""
    JAVASCRIPT_ONLY = "javascript_only"
    """A page that is nothing until a browser runs its script."""
    HUGE_DESCRIPTION = "huge_description"
    """A listing whose description is ten megabytes long."""
    MIXED_CHARSETS = "mixed_charsets"
    """The header says one charset, the page another, and it is written in UTF-8."""
    REFRESH_SELF = "refresh_self"
    """The page as usual, which refreshes to itself at once."""
    REFRESH_OUT = "refresh_out"
    """The page as usual, which refreshes to a host outside the scope."""
    BLOCKED_CONTENT = "blocked_content"
    """The page as usual, with a phrase that a block list may know."""


class FaultRule(Record):
    """One page and what is wrong with it."""

    kind: FaultKind
    path: str | None = Field(default=None, pattern=r"^/")
    """The page's path, with its query if it has one."""
    listing: str | None = None
    """The external id of the listing whose page it is."""
    target: str | None = None
    """Where a redirect, link or refresh that leaves the market leads."""

    @model_validator(mode="after")
    def _names_one_page(self) -> Self:
        if (self.path is None) == (self.listing is None):
            message = "a fault names either a path or a listing"
            raise ValueError(message)
        return self

    def aimed(self, outside: str) -> Self:
        """Return the rule with a target, outside all markets where it had none."""
        if self.target is not None:
            return self
        return self.model_copy(update={"target": f"{outside}/offer"})

    def page(self, listing_path: Callable[[str], str]) -> str:
        """Return the path of the page that this rule is about."""
        if self.path is not None:
            return self.path
        return listing_path(self.listing or "")


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
        rule = self._rules.get(_address(scope)) if scope["type"] == "http" else None
        answer = self._app if rule is None else self._answer(rule)
        await answer(scope, receive, send)

    def _answer(self, rule: FaultRule) -> ASGIApp:
        if rule.kind in _REPLACED:
            return _REPLACED[rule.kind]()
        if rule.kind in _CHANGED:
            return _CHANGED[rule.kind](self._app)
        if rule.kind in _AIMED:
            return _AIMED[rule.kind](self._app, rule.target or OUTSIDE_ORIGIN)
        if rule.kind is FaultKind.REFRESH_SELF:
            return answers.refreshing(self._app, "")
        key = {FaultKind.NO_PRICE: WITHOUT_PRICE}.get(rule.kind, HUGE_DESCRIPTION)

        async def asking(scope: Scope, receive: Receive, send: Send) -> None:
            await self._app({**scope, key: True}, receive, send)

        return asking


def _address(scope: Scope) -> str:
    """Return the path and query of a request without the id of a session."""
    query = without_sid(scope["query_string"])
    return target({**scope, "query_string": query})


_REPLACED: Mapping[FaultKind, Callable[[], ASGIApp]] = {
    FaultKind.NOT_HTML: answers.not_html,
    FaultKind.HUGE_30MB: answers.huge,
    FaultKind.GZIP_BOMB: answers.gzip_bomb,
    FaultKind.CHALLENGE: answers.challenge,
    FaultKind.LOGIN_PAGE: answers.login_page,
    FaultKind.SERVER_ERROR: answers.server_error,
    FaultKind.STALL: answers.stall,
    FaultKind.BANNED: answers.banned,
    FaultKind.JAVASCRIPT_ONLY: answers.javascript_only,
}
_CHANGED: Mapping[FaultKind, Callable[[ASGIApp], ASGIApp]] = {
    FaultKind.TRUNCATED: answers.cut_off,
    FaultKind.HALF_PAGE: answers.first_half,
    FaultKind.WRONG_CHARSET: answers.in_wrong_charset,
    FaultKind.MIXED_CHARSETS: answers.in_mixed_charsets,
    FaultKind.BLOCKED_CONTENT: answers.with_blocked_phrase,
}
_AIMED: Mapping[FaultKind, Callable[[ASGIApp, str], ASGIApp]] = {
    FaultKind.REDIRECT_OUT: lambda _app, url: answers.redirect(url),
    FaultKind.LINK_OUT: answers.with_link,
    FaultKind.REFRESH_OUT: answers.refreshing,
}
