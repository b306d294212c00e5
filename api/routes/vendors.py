"""``GET /vendors/{vendor_id}``: one account, and whom it may belong together with."""

from fastapi import APIRouter, Request

from api.routes import PREFIX
from api.schemas import VendorLinks
from api.services import Given
from search.answers import VendorDetail

router = APIRouter(prefix=f"{PREFIX}/vendors", tags=["vendors"])


@router.get("/{vendor_id}", summary="Show an account")
def get_vendor(request: Request, vendor_id: str, services: Given) -> VendorDetail:
    """Show the present state of a vendor's account."""
    vendor = services.reader.get_vendor(vendor_id)
    request.state.results = 1
    return vendor


@router.get("/{vendor_id}/links", summary="Show suspected links of an account")
def get_vendor_links(request: Request, vendor_id: str, services: Given) -> VendorLinks:
    """Show the accounts that the same person may hold, each with the evidence."""
    links = services.reader.vendor_links(vendor_id)
    request.state.results = len(links)
    return VendorLinks(vendor_id=vendor_id, total=len(links), links=links)
