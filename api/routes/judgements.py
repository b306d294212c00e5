"""``/vendors/{left}/judgements/{right}``: decisions on any two accounts, linked or not."""

from fastapi import APIRouter, Request

from api.auth import Judge
from api.link_schemas import JudgementAnswer, JudgementBody, JudgementHistory
from api.routes import PREFIX, RecordId
from api.routes.links import Reason
from api.services import Given
from search.link_desk import relation_by

router = APIRouter(prefix=f"{PREFIX}/vendors", tags=["judgements"])
PATH = "/{left}/judgements/{right}"


@router.get(PATH, summary="Show the judgements of two accounts")
def get_judgements(
    request: Request, left: RecordId, right: RecordId, services: Given
) -> JudgementHistory:
    """Show every decision on two accounts, given in any order; none is ever overwritten."""
    history = services.judgements.history(left, right)
    if not history:
        # A mistyped id must not pass for an account that nobody has judged.
        services.reader.get_vendor(left)
        services.reader.get_vendor(right)
    request.state.results = len(history)
    first, second = sorted((left, right))
    return JudgementHistory(
        left=first,
        right=second,
        relation=relation_by(history[-1] if history else None),
        history=history,
    )


@router.put(PATH, summary="Judge two accounts")
def put_judgement(
    request: Request,
    left: RecordId,
    right: RecordId,
    body: JudgementBody,
    judge: Judge,
    services: Given,
) -> JudgementAnswer:
    """Decide on two accounts, whether the model links them or not. The same decision again changes nothing."""
    made = services.judge(left, right, body, analyst=judge.name)
    request.state.results = 1
    return made


@router.delete(PATH, summary="Take the judgement of two accounts back")
def delete_judgement(
    request: Request,
    left: RecordId,
    right: RecordId,
    reason: Reason,
    judge: Judge,
    services: Given,
) -> JudgementAnswer:
    """Open the question again. The decision stays in the history, with who took it back and why."""
    made = services.withdraw(left, right, reason, analyst=judge.name)
    request.state.results = 1
    return made
