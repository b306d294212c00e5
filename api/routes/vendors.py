"""``GET /vendors/{vendor_id}``: one account, whom it may belong to, what buyers say."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth import Asker
from api.link_schemas import LinkedAccount, VendorLinks
from api.paging import question_fingerprint
from api.routes import PREFIX, RecordId
from api.schemas import FeedbackPage
from api.services import Given
from search.answers import VendorDetail
from search.feedback import DEFAULT_LIMIT, MAX_LIMIT, FeedbackCursor

router = APIRouter(prefix=f"{PREFIX}/vendors", tags=["vendors"])


@router.get("/{vendor_id}", summary="Show an account")
def get_vendor(request: Request, vendor_id: RecordId, services: Given) -> VendorDetail:
    """Show the present state of a vendor's account."""
    vendor = services.reader.get_vendor(vendor_id)
    request.state.results = 1
    return vendor


@router.get("/{vendor_id}/links", summary="Show suspected links of an account")
def get_vendor_links(
    request: Request, vendor_id: RecordId, services: Given
) -> VendorLinks:
    """Show the accounts that the same person may hold, each with the evidence."""
    services.reader.get_vendor(vendor_id)
    sheets = services.desk.of_vendor(vendor_id)
    request.state.results = len(sheets)
    links = [LinkedAccount.seen_from(vendor_id, sheet) for sheet in sheets]
    return VendorLinks(vendor_id=vendor_id, total=len(links), links=links)


@router.get("/{vendor_id}/feedback", summary="Show what buyers said of an account")
def get_vendor_feedback(
    request: Request,
    vendor_id: RecordId,
    asker: Asker,
    services: Given,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query()] = None,
) -> FeedbackPage:
    """Show feedback, the latest seen first; buyers are keyed hashes unless allowed."""
    fingerprint = question_fingerprint("feedback", asker.key_id, vendor_id, limit)
    position = services.signer.opened(cursor, FeedbackCursor, question=fingerprint)
    answer = services.feedback.of_vendor(vendor_id, limit=limit, cursor=position)
    request.state.results = len(answer.entries)
    following = services.signer.sealed(answer.cursor, question=fingerprint)
    return FeedbackPage.from_answer(answer, following)
