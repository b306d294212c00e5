"""A search from the command line: checked, answered and audited in one place."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.errors import QueryError, shown
from core.settings import Settings
from search.answers import SearchAnswer
from search.audit import AuditEntry, append_audit
from search.client import connect
from search.queries import SearchQuestion
from search.reader import Reader

OK = 200


def ask_from_command_line(
    settings: Settings, *, user: str, purpose: str, question: Mapping[str, Any]
) -> SearchAnswer:
    """Answer a question of somebody who sits at this machine.

    Args:
        settings: Where the index is.
        user: The name under which the look is audited.
        purpose: Why they look, in their words.
        question: The fields of a ``SearchQuestion``.

    Raises:
        QueryError: The question is wrong, or names no purpose.
        ServiceUnavailableError: Elasticsearch does not answer.
        IndexingError: The look could not be audited, so there is no answer.
    """
    if not purpose.strip():
        raise QueryError("say why you look: --purpose 'case 2026-17'")
    try:
        asked = SearchQuestion.model_validate(question)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {shown(item['input'])}: "
            f"{str(item['msg']).removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise QueryError(f"the question is wrong: {faults}") from error
    with connect(settings) as client:
        answer = Reader(client, settings).search(asked)
        parameters = asked.model_dump(mode="json", exclude_none=True)
        entry = AuditEntry(
            key_id="",
            key_name=f"command line: {user}",
            purpose=purpose.strip(),
            action="stallwatch search",
            target=str(question.get("q") or ""),
            question={key: [str(value)] for key, value in parameters.items()},
            status=OK,
            results=len(answer.hits),
        )
        append_audit(client, settings, entry)
    return answer
