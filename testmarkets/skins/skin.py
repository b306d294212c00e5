"""What the four skins have in common: routes in, rendered pages out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from testmarkets.scope_keys import HUGE_DESCRIPTION, WITHOUT_PRICE
from testmarkets.skins.shop import Shop, ShopCategory, ShopPage, page_of
from testmarkets.world.model import AccountRecord, ListingRecord, Market
from testmarkets.world.pictures import picture_bytes

T = TypeVar("T")
HUGE_DESCRIPTION_BYTES = 10_000_000
_FILLER = (
    "and the same again, with a ribbon round it, as often as anybody asks for " * 100
)


class Skin(ABC):
    """A market's pages as one kind of software shows them.

    Args:
        market: What the market has on one day.
        folder: Where the skin's templates are.
    """

    charset = "utf-8"
    sends_etags = False
    """Whether each page has an entity tag, by which a client can ask for changes."""

    def __init__(self, market: Market, folder: Path) -> None:
        self.shop = Shop(market)
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "market": market,
            "listing_path": self.listing_path,
            "vendor_path": self.vendor_path,
            "picture_path": self.picture_path,
        }
        self._templates.filters |= self.filters()
        self.app = Starlette(
            routes=self.routes(), exception_handlers={404: self._show_missing}
        )

    def define(self, **values: Any) -> None:
        """Give the templates further names."""
        self._templates.globals |= values

    @abstractmethod
    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses that the market answers."""

    @abstractmethod
    def filters(self) -> dict[str, Any]:
        """Return what the templates use to write values, by name."""

    @abstractmethod
    def listing_path(self, external_id: str) -> str:
        """Return path and query of a listing's page."""

    @abstractmethod
    def vendor_path(self, external_id: str) -> str:
        """Return path and query of an account's page."""

    def picture_path(self, name: str) -> str:
        """Return the path of a picture, in a market that has any."""
        return f"/pictures/{name}"

    def render(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page made from a template."""
        text = self._templates.get_template(template).render(**values)
        # What the charset lacks is written as a character reference.
        body = text.encode(self.charset, errors="xmlcharrefreplace")
        headers = {"Content-Type": self.content_type(template)}
        return Response(body, status_code=status, headers=headers)

    def content_type(self, template: str) -> str:  # noqa: ARG002  (skins differ by page)
        """Return the content type that goes with a page."""
        return f"text/html; charset={self.charset}"

    def listing(self, external_id: str) -> ListingRecord:
        """Return a listing; raises the framework's 404 where there is none."""
        found = self.shop.listing(external_id)
        if found is None:
            raise HTTPException(404)
        return found

    def account(self, external_id: str) -> AccountRecord:
        """Return an account; raises the framework's 404 where there is none."""
        found = self.shop.account(external_id)
        if found is None:
            raise HTTPException(404)
        return found

    def category(self, slug: str) -> ShopCategory:
        """Return a category; raises the framework's 404 where there is none."""
        found = self.shop.category(slug)
        if found is None:
            raise HTTPException(404)
        return found

    def page(self, items: Sequence[T], number: str) -> ShopPage[T]:
        """Return a page of a list; raises the framework's 404 where there is none."""
        found = page_of(items, number)
        if found is None:
            raise HTTPException(404)
        return found

    def category_page(self, slug: str, number: str) -> Response:
        """Return one page of a category's listings."""
        category = self.category(slug)
        page = self.page(category.listings, number)
        return self.render(
            "category.html", category=category, page=page, shop=self.shop
        )

    def listing_page(self, request: Request, **more: Any) -> Response:
        """Return the page of the listing that the path names, with more values."""
        listing = shown(self.listing(request.path_params["external_id"]), request)
        return self.render(
            "listing.html",
            listing=listing,
            category=self.shop.category_of(listing),
            vendor=self.shop.vendor_of(listing),
            with_price=shows_price(request),
            **more,
        )

    def vendor_page(self, external_id: str, *, most_offers: int) -> Response:
        """Return an account's page with its first offers."""
        account = self.account(external_id)
        offers = self.shop.offers_of(account)[:most_offers]
        return self.render("vendor.html", vendor=account, offers=offers)

    async def show_picture(self, request: Request) -> Response:
        """Return a picture; raises the framework's 404 where there is none."""
        picture = self.shop.picture(request.path_params["name"])
        if picture is None:
            raise HTTPException(404)
        return Response(picture_bytes(picture), media_type=picture.content_type)

    async def _show_missing(self, _request: Request, _error: Exception) -> Response:
        return self.render("missing.html", status=404)


def shows_price(request: Request) -> bool:
    """Tell whether a listing page may show its price: not where a fault forbids it."""
    return WITHOUT_PRICE not in request.scope


def shown(listing: ListingRecord, request: Request) -> ListingRecord:
    """Return a listing as its page shows it: where a fault says so, of ten megabytes."""
    if HUGE_DESCRIPTION not in request.scope:
        return listing
    times = HUGE_DESCRIPTION_BYTES // len(_FILLER)
    return replace(
        listing, description="\n".join([listing.description, *[_FILLER] * times])
    )
