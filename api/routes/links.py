"""``/links``: which suspected links to look at, one of them whole, and what an analyst says of it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth import Asker, Judge
from api.link_schemas import (
    MAX_REASON_CHARS,
    MIN_REASON_CHARS,
    JudgementAnswer,
    JudgementBody,
    Link,
    LinkDetail,
    LinkList,
    OverCorrelating,
)
from api.paging import question_fingerprint
from api.routes import PREFIX, RecordId
from api.services import Given
from search.link_desk import QueueQuestion
from search.link_reader import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Judged,
    LinkCursor,
    QueueOrder,
)

MAX_VALUES = 1_000
DEFAULT_VALUES = 100

router = APIRouter(prefix=f"{PREFIX}/links", tags=["links"])

Reason = Annotated[
    str,
    Query(
        min_length=MIN_REASON_CHARS,
        max_length=MAX_REASON_CHARS,
        description="Why the decision is taken back; kept with your name.",
    ),
]


@router.get("", summary="List links to look at")
def list_links(
    request: Request,
    asker: Asker,
    services: Given,
    min_probability: Annotated[
        float, Query(ge=0, le=1, allow_inf_nan=False, description="At least this.")
    ] = 0.0,
    market: Annotated[
        str | None, Query(description="One account or both are on this market.")
    ] = None,
    judged: Annotated[
        Judged, Query(description="With a decision in force, without, or either.")
    ] = Judged.NO,
    order: Annotated[
        QueueOrder,
        Query(
            description="`surest` first, or `uncertain`: the lowest probability first, where a decision teaches most."
        ),
    ] = QueueOrder.SUREST,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query()] = None,
) -> LinkList:
    """List suspected links, by default those that nobody has judged, each with its evidence and explanation."""
    question = QueueQuestion(
        min_probability=min_probability,
        market=market,
        judged=judged,
        order=order,
        limit=limit,
    )
    fingerprint = question_fingerprint(
        "links", asker.key_id, question.model_dump(mode="json")
    )
    position = services.signer.opened(cursor, LinkCursor, question=fingerprint)
    page = services.desk.queue(question, position)
    request.state.results = len(page.sheets)
    return LinkList(
        links=[Link.from_sheet(sheet) for sheet in page.sheets],
        next_cursor=services.signer.sealed(page.cursor, question=fingerprint),
    )


# Before the route of one link, whose id it would be otherwise.
@router.get("/over-correlating", summary="List values that link nobody")
def list_over_correlating(
    request: Request,
    services: Given,
    limit: Annotated[int, Query(ge=1, le=MAX_VALUES)] = DEFAULT_VALUES,
) -> OverCorrelating:
    """List identifiers that more accounts show than one person is likely to hold, such as a market's own wallet: they are no evidence."""
    values = services.over_correlating(limit)
    request.state.results = len(values)
    return OverCorrelating(max_sharers=services.max_sharers, values=values)


@router.get("/{link_id}", summary="Show a link")
def get_link(request: Request, link_id: RecordId, services: Given) -> LinkDetail:
    """Show a link: why, how strong, what speaks against it, which pages prove it, and what was decided."""
    sheet = services.desk.sheet(link_id)
    history = services.judgements.history(sheet.link.left, sheet.link.right)
    request.state.results = 1
    return LinkDetail.from_parts(sheet, history, services.desk.pages(sheet.link))


@router.put("/{link_id}/judgement", summary="Judge a link")
def put_link_judgement(
    request: Request,
    link_id: RecordId,
    body: JudgementBody,
    judge: Judge,
    services: Given,
) -> JudgementAnswer:
    """Decide on a link. The same decision again changes nothing; another one follows it, and both are kept."""
    link = services.desk.sheet(link_id).link
    made = services.judge(link.left, link.right, body, analyst=judge.name)
    request.state.results = 1
    return made


@router.delete("/{link_id}/judgement", summary="Take a judgement back")
def delete_link_judgement(
    request: Request,
    link_id: RecordId,
    reason: Reason,
    judge: Judge,
    services: Given,
) -> JudgementAnswer:
    """Open a link again. The decision stays in its history, with who took it back and why."""
    link = services.desk.sheet(link_id).link
    made = services.withdraw(link.left, link.right, reason, analyst=judge.name)
    request.state.results = 1
    return made
