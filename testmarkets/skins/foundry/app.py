"""The foundry: a forum whose threads are the offers of one crew."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from typing_extensions import override

from testmarkets.conditional import http_date
from testmarkets.skins.amounts import short_amount
from testmarkets.skins.foundry.replies import replies_to
from testmarkets.skins.markup import forum_markup
from testmarkets.skins.places import ENGLISH, english_places
from testmarkets.skins.shop import PAGE_SIZE
from testmarkets.skins.skin import Skin, shown, shows_price
from testmarkets.world.model import Market

_OFFERS_SHOWN = 5


class FoundrySkin(Skin):
    """Pages of the foundry.

    Args:
        market: The market on one day.
    """

    def __init__(self, market: Market) -> None:
        super().__init__(market, Path(__file__).parent / "templates")

    @override
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/", self._show_index),
            Route("/viewforum.php", self._show_board),
            Route("/viewtopic.php", self._show_thread),
            Route("/memberlist.php", self._show_member),
        ]

    @override
    def filters(self) -> dict[str, Any]:
        return {
            "amount": short_amount,
            "markup": forum_markup,
            "places": english_places,
            "place": ENGLISH.__getitem__,
        }

    @override
    def listing_path(self, external_id: str) -> str:
        return f"/viewtopic.php?t={external_id}"

    @override
    def vendor_path(self, external_id: str) -> str:
        return f"/memberlist.php?mode=viewprofile&u={external_id}"

    async def _show_index(self, _request: Request) -> Response:
        return self.render("index.html")

    async def _show_board(self, request: Request) -> Response:
        number = _page_number(request.query_params.get("start", "0"))
        page = self.page(self.shop.market.listings, number)
        next_start = page.number * PAGE_SIZE if page.number < page.last else None
        return self.render("board.html", page=page, next=next_start, shop=self.shop)

    async def _show_thread(self, request: Request) -> Response:
        listing = shown(self.listing(request.query_params.get("t", "")), request)
        response = self.render(
            "thread.html",
            listing=listing,
            vendor=self.shop.vendor_of(listing),
            replies=replies_to(listing.external_id),
            with_price=shows_price(request),
        )
        response.headers["Last-Modified"] = http_date(listing.last_update)
        return response

    async def _show_member(self, request: Request) -> Response:
        account = self.account(request.query_params.get("u", ""))
        offers = self.shop.offers_of(account)[:_OFFERS_SHOWN]
        return self.render("member.html", vendor=account, offers=offers)


def _page_number(start: str) -> str:
    """Return the page that begins with a thread of this number, from 0."""
    if not re.fullmatch(r"[0-9]{1,6}", start):
        return start
    return str(int(start) // PAGE_SIZE + 1)
