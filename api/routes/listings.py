"""``GET /listings/{listing_id}``: one listing, whole, and how it has changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.routes import PREFIX, RecordId
from api.services import Given
from search.answers import ListingDetail
from search.history import DEFAULT_LIMIT, MAX_LIMIT, ListingHistory

router = APIRouter(prefix=f"{PREFIX}/listings", tags=["listings"])


@router.get("/{listing_id}", summary="Show a listing")
def get_listing(
    request: Request, listing_id: RecordId, services: Given
) -> ListingDetail:
    """Show the present state of a listing, with everything found in its texts."""
    listing = services.reader.get_listing(listing_id)
    request.state.results = 1
    return listing


@router.get("/{listing_id}/history", summary="Show how a listing has changed")
def get_listing_history(
    request: Request,
    listing_id: RecordId,
    services: Given,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> ListingHistory:
    """Show price, stock, sales and what else has changed, the newest entry first."""
    history = services.history.listing(listing_id, limit=limit)
    request.state.results = len(history.entries)
    return history
