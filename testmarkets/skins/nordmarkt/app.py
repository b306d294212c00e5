"""The nordmarkt: German, windows-1252, and markup that no browser would praise."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from typing_extensions import override

from testmarkets.skins.amounts import german_amount
from testmarkets.skins.markup import broken_markup
from testmarkets.skins.places import GERMAN, german_places
from testmarkets.skins.skin import Skin
from testmarkets.world.model import Market

_OFFERS_SHOWN = 8


class NordmarktSkin(Skin):
    """Pages of the nordmarkt.

    Args:
        market: The market on one day.
    """

    charset = "windows-1252"

    def __init__(self, market: Market) -> None:
        super().__init__(market, Path(__file__).parent / "templates")
        self.define(feedback_path=feedback_path)

    @override
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/", self._show_start),
            Route("/rubrik-{slug}.html", self._show_category),
            Route("/angebot-{external_id}.html", self._show_listing),
            Route("/verkaeufer-{external_id}.html", self._show_vendor),
            Route("/bewertungen-{external_id}.html", self._show_feedback),
            Route("/bilder/{name}", self.show_picture),
        ]

    @override
    def filters(self) -> dict[str, Any]:
        return {
            "euro": german_amount,
            "number": "{:,}".format,
            "markup": broken_markup,
            "places": german_places,
            "place": GERMAN.__getitem__,
        }

    @override
    def listing_path(self, external_id: str) -> str:
        return f"/angebot-{external_id}.html"

    @override
    def vendor_path(self, external_id: str) -> str:
        return f"/verkaeufer-{external_id}.html"

    @override
    def picture_path(self, name: str) -> str:
        return f"/bilder/{name}"

    @override
    def content_type(self, template: str) -> str:
        # Only some pages say in the header what the others say in the page.
        if template == "vendor.html":
            return "text/html; charset=windows-1252"
        return "text/html"

    async def _show_start(self, _request: Request) -> Response:
        return self.render("start.html", categories=self.shop.categories)

    async def _show_category(self, request: Request) -> Response:
        number = request.query_params.get("seite", "1")
        return self.category_page(request.path_params["slug"], number)

    async def _show_listing(self, request: Request) -> Response:
        return self.listing_page(request)

    async def _show_vendor(self, request: Request) -> Response:
        external_id = request.path_params["external_id"]
        return self.vendor_page(external_id, most_offers=_OFFERS_SHOWN)

    async def _show_feedback(self, request: Request) -> Response:
        account = self.account(request.path_params["external_id"])
        page = self.page(account.feedback, request.query_params.get("seite", "1"))
        return self.render("feedback.html", vendor=account, page=page)


def feedback_path(external_id: str) -> str:
    """Return the path of the pages on which an account's feedback stands."""
    return f"/bewertungen-{external_id}.html"
