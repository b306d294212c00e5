"""``GET /problems/{slug}``: what a kind of problem means, and what to do."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.problems import KINDS
from core.errors import NotFoundError

router = APIRouter(prefix="/problems", include_in_schema=False)


@router.get("/{slug}")
def get_problem(slug: str) -> PlainTextResponse:
    """Explain a kind of problem; needs no key, as it shows no data."""
    for kind in KINDS:
        if kind.slug == slug:
            text = f"{kind.status} {kind.title}\n\n{kind.remedy}\n"
            return PlainTextResponse(text)
    raise NotFoundError("there is no such kind of problem")
