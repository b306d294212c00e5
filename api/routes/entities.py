"""``GET /entities/{kind}/{value}``: everyone who ever showed it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BeforeValidator

from api.auth import Asker
from api.paging import question_fingerprint
from api.routes import PREFIX
from api.schemas import EntityPage
from api.services import Given
from core.errors import QueryError, shown
from core.mentions import IDENTIFIER_KINDS, Entity, EntityKind
from nlp.identifiers import canonical_value
from search.answers import EntityCursor
from search.entities import DEFAULT_LIMIT, MAX_LIMIT

MAX_VALUE_CHARS = 512

router = APIRouter(prefix=f"{PREFIX}/entities", tags=["entities"])


@router.get("/{kind}/{value:path}", summary="Show who showed an entity")
def get_entity(
    request: Request,
    kind: Annotated[EntityKind, BeforeValidator(str.upper)],
    value: Annotated[str, Path(max_length=MAX_VALUE_CHARS)],
    asker: Asker,
    services: Given,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query()] = None,
) -> EntityPage:
    """Show every account and listing that ever showed an entity, gone ones included."""
    entity = Entity(kind=kind, value=_canonical(kind, value))
    fingerprint = question_fingerprint("entity", asker.key_id, entity.key, limit)
    position = services.signer.opened(cursor, EntityCursor, question=fingerprint)
    answer = services.entities.entity(entity, limit=limit, cursor=position)
    request.state.results = len(answer.vendors) + len(answer.listings)
    following = services.signer.sealed(answer.cursor, question=fingerprint)
    return EntityPage.from_answer(answer, following)


def _canonical(kind: EntityKind, value: str) -> str:
    if kind not in IDENTIFIER_KINDS:
        return value
    canonical = canonical_value(kind, value)
    if canonical is None:
        raise QueryError(
            f"not a valid {kind}: {shown(value)}; check it for a typing slip"
        )
    return canonical
