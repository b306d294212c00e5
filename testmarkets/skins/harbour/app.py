"""The harbour market: tables, dollar prices, nothing to see without a login."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from typing_extensions import override

from testmarkets.logins import TEST_LOGINS
from testmarkets.skins.amounts import bitcoin_amount, english_amount
from testmarkets.skins.harbour.sessions import Session, Sessions
from testmarkets.skins.markup import line_markup
from testmarkets.skins.places import ENGLISH, english_places
from testmarkets.skins.skin import Skin
from testmarkets.world.model import Market

COOKIE = "harbour_session"
_OFFERS_SHOWN = 10
_Handler = Callable[[Request], Awaitable[Response]]


class HarbourSkin(Skin):
    """Pages of the harbour market.

    Args:
        market: The market on one day.
    """

    def __init__(self, market: Market) -> None:
        super().__init__(market, Path(__file__).parent / "templates")
        self._sessions = Sessions()
        self._login = TEST_LOGINS["harbour"]

    @override
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/login", self._show_login, methods=["GET"]),
            Route("/login", self._log_in, methods=["POST"]),
            Route("/", self._behind_login(self._show_start)),
            Route("/category/{slug}", self._behind_login(self._show_category)),
            Route("/listing/{external_id}", self._behind_login(self._show_listing)),
            Route("/vendor/{external_id}", self._behind_login(self._show_vendor)),
        ]

    @override
    def filters(self) -> dict[str, Any]:
        return {
            "amount": english_amount,
            "bitcoin": bitcoin_amount,
            "markup": line_markup,
            "places": english_places,
            "place": ENGLISH.__getitem__,
        }

    @override
    def listing_path(self, external_id: str) -> str:
        return f"/listing/{external_id}"

    @override
    def vendor_path(self, external_id: str) -> str:
        return f"/vendor/{external_id}"

    def _behind_login(self, show: _Handler) -> _Handler:
        async def guarded(request: Request) -> Response:
            session = self._sessions.find(request.cookies.get(COOKIE))
            if session is None or session.user is None:
                return self._login_page(session)
            return await show(request)

        return guarded

    def _login_page(self, session: Session | None, error: str = "") -> Response:
        """Return the login form, with status 200 as real markets do."""
        session = session or self._sessions.open()
        response = self.render("login.html", csrf=session.csrf, error=error)
        _set_cookie(response, session)
        return response

    async def _show_login(self, request: Request) -> Response:
        return self._login_page(self._sessions.find(request.cookies.get(COOKIE)))

    async def _log_in(self, request: Request) -> Response:
        session = self._sessions.find(request.cookies.get(COOKIE))
        async with request.form(max_files=0, max_fields=20) as form:
            given = {name: value for name, value in form.items() if type(value) is str}
        if session is None or not _same(given.get("csrf_token"), session.csrf):
            return self._login_page(session, "The form has expired, please try again.")
        if not self._is_right(given):
            return self._login_page(session, "Wrong username or password.")
        self._sessions.close(session)
        response = RedirectResponse("/", status_code=303)
        _set_cookie(response, self._sessions.open(user=given["username"]))
        return response

    def _is_right(self, given: Mapping[str, str]) -> bool:
        return all(_same(given.get(key), self._login[key]) for key in self._login)

    async def _show_start(self, _request: Request) -> Response:
        return self.render("start.html", categories=self.shop.categories)

    async def _show_category(self, request: Request) -> Response:
        number = request.query_params.get("page", "1")
        return self.category_page(request.path_params["slug"], number)

    async def _show_listing(self, request: Request) -> Response:
        return self.listing_page(request)

    async def _show_vendor(self, request: Request) -> Response:
        external_id = request.path_params["external_id"]
        return self.vendor_page(external_id, most_offers=_OFFERS_SHOWN)


def _set_cookie(response: Response, session: Session) -> None:
    response.set_cookie(COOKIE, session.token, httponly=True, samesite="lax")


def _same(given: str | None, expected: str) -> bool:
    return secrets.compare_digest((given or "").encode(), expected.encode())
