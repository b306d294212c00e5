"""The lantern market: cards, euro prices, structured data."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from typing_extensions import override

from testmarkets.skins.amounts import german_amount
from testmarkets.skins.markup import tidy_markup
from testmarkets.skins.places import ENGLISH
from testmarkets.skins.skin import Skin, shows_price
from testmarkets.world.model import ListingRecord, Market

_OFFERS_SHOWN = 6


class LanternSkin(Skin):
    """Pages of the lantern market.

    Args:
        market: The market on one day.
    """

    sends_etags = True

    def __init__(self, market: Market) -> None:
        super().__init__(market, Path(__file__).parent / "templates")

    @override
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/", self._show_start),
            Route("/c/{slug}", self._show_category),
            Route("/c/{slug}/{number}", self._show_category),
            Route("/p/{external_id}", self._show_listing),
            Route("/seller/{external_id}", self._show_vendor),
            Route("/pictures/{name}", self.show_picture),
        ]

    @override
    def filters(self) -> dict[str, Any]:
        return {
            "euro": german_amount,
            "markup": tidy_markup,
            "place": ENGLISH.__getitem__,
        }

    @override
    def listing_path(self, external_id: str) -> str:
        return f"/p/{external_id}"

    @override
    def vendor_path(self, external_id: str) -> str:
        return f"/seller/{external_id}"

    async def _show_start(self, _request: Request) -> Response:
        return self.render("start.html", categories=self.shop.categories)

    async def _show_category(self, request: Request) -> Response:
        number = request.path_params.get("number", "1")
        return self.category_page(request.path_params["slug"], number)

    async def _show_listing(self, request: Request) -> Response:
        listing = self.listing(request.path_params["external_id"])
        structured = self._structured(listing, with_price=shows_price(request))
        return self.listing_page(request, structured=structured)

    async def _show_vendor(self, request: Request) -> Response:
        external_id = request.path_params["external_id"]
        return self.vendor_page(external_id, most_offers=_OFFERS_SHOWN)

    def _structured(self, listing: ListingRecord, *, with_price: bool) -> Markup:
        """Return a listing as JSON-LD that cannot end its script element."""
        vendor = self.shop.vendor_of(listing)
        seller = {
            "@type": "Organization",
            "name": vendor.handle,
            "url": self.vendor_path(vendor.external_id),
        }
        offer: dict[str, Any] = {"@type": "Offer", "seller": seller}
        if with_price:
            offer |= {"price": str(listing.price), "priceCurrency": listing.currency}
        product = {
            "@context": "https://schema.org/",
            "@type": "Product",
            "sku": listing.external_id,
            "name": listing.title,
            "category": " / ".join(listing.category_path),
            "offers": offer,
        }
        text = json.dumps(product, ensure_ascii=False, indent=1)
        safe = text.replace("<", "\\u003c").replace("&", "\\u0026")
        return Markup(safe)  # noqa: S704  (no markup is left in it)
