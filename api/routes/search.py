"""``GET /search``: listings by words, filters or an identifier."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError

from api.auth import Asker
from api.paging import question_fingerprint
from api.routes import PREFIX
from api.schemas import SearchPage, SearchParameters
from api.services import Given
from core.errors import QueryError
from nlp.identifiers import identify
from search.answers import PageCursor
from search.queries import SearchQuestion

router = APIRouter(prefix=PREFIX, tags=["search"])


@router.get("/search", summary="Find listings")
def search(
    request: Request,
    parameters: Annotated[SearchParameters, Query()],
    asker: Asker,
    services: Given,
) -> SearchPage:
    """Find listings; page through them with `next_cursor`, however many there are."""
    question = question_from(parameters)
    fingerprint = question_fingerprint(
        "search", asker.key_id, question.model_dump(mode="json")
    )
    cursor = services.signer.opened(parameters.cursor, PageCursor, question=fingerprint)
    answer = services.reader.search(question, cursor)
    request.state.results = len(answer.hits)
    following = services.signer.sealed(answer.cursor, question=fingerprint)
    return SearchPage.from_answer(answer, following)


def question_from(parameters: SearchParameters) -> SearchQuestion:
    """Return the question that the parameters ask.

    Raises:
        QueryError: They do not fit together.
    """
    values = parameters.model_dump(exclude={"cursor"})
    priced = parameters.price_min is not None or parameters.price_max is not None
    if parameters.currency is not None and not priced:
        raise QueryError("currency needs price_min or price_max")
    text = (parameters.q or "").strip()
    entities = tuple(identify(text)) if text else ()
    try:
        return SearchQuestion.model_validate(values | {"identifiers": entities})
    except ValidationError as error:
        raise QueryError("; ".join(_fault(item) for item in error.errors())) from error


def _fault(item: object) -> str:
    if not isinstance(item, dict):
        return str(item)
    name = ".".join(str(part) for part in item["loc"])
    # What our own validators say comes with the name of the exception before it.
    reason = str(item["msg"]).removeprefix("Value error, ")
    return f"{name}: {reason}" if name else reason
