"""``GET /listings/{listing_id}``: one listing, whole."""

from fastapi import APIRouter, Request

from api.routes import PREFIX
from api.services import Given
from search.answers import ListingDetail

router = APIRouter(prefix=f"{PREFIX}/listings", tags=["listings"])


@router.get("/{listing_id}", summary="Show a listing")
def get_listing(request: Request, listing_id: str, services: Given) -> ListingDetail:
    """Show the present state of a listing, with everything found in its texts."""
    listing = services.reader.get_listing(listing_id)
    request.state.results = 1
    return listing
