"""Every error of the API in one envelope: RFC 9457 problem details.

A problem's ``type`` is a page of this service that says what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.errors import (
    ConflictError,
    CursorExpiredError,
    CursorMalformedError,
    JudgingRefusedError,
    KeyRefusedError,
    NotFoundError,
    PurposeMissingError,
    QueryError,
    ServiceUnavailableError,
    StallwatchError,
    shown,
)
from core.log import get_logger

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem and its page."""

    slug: str
    status: int
    title: str
    remedy: str

    @property
    def uri(self) -> str:
        """Relative address of the kind's page: its identity in an answer."""
        return f"/problems/{self.slug}"


QUERY = ProblemKind(
    "query",
    HTTPStatus.BAD_REQUEST,
    "The question is wrong",
    "Correct the parameters that `errors` or `detail` name; /api/docs lists all of them.",
)
CURSOR_MALFORMED = ProblemKind(
    "cursor-malformed",
    HTTPStatus.BAD_REQUEST,
    "The cursor is not one of ours",
    "Send `next_cursor` unchanged, with the very parameters and key of the page that it came with.",
)
CURSOR_EXPIRED = ProblemKind(
    "cursor-expired",
    HTTPStatus.GONE,
    "The cursor has expired",
    "Ask again without a cursor: a result is held for some minutes after each page only.",
)
KEY = ProblemKind(
    "key",
    HTTPStatus.UNAUTHORIZED,
    "No valid API key",
    "Send the key as `Authorization: Bearer KEY` or `X-API-Key: KEY`; an operator makes one with `stallwatch key create NAME`.",
)
PURPOSE = ProblemKind(
    "purpose",
    HTTPStatus.FORBIDDEN,
    "No purpose",
    "Say what you look for the data for, in 3 to 200 characters such as a case number, in the header `X-Purpose` or the parameter `purpose`.",
)
JUDGING = ProblemKind(
    "judging",
    HTTPStatus.FORBIDDEN,
    "This key may not judge",
    "Use a key that may: an operator makes one with `stallwatch key create NAME --may-judge`. Looking needs no such key.",
)
CONFLICT = ProblemKind(
    "conflict",
    HTTPStatus.CONFLICT,
    "Somebody else decided first",
    "Look at what is there now, then decide anew.",
)
NOT_FOUND = ProblemKind(
    "not-found",
    HTTPStatus.NOT_FOUND,
    "There is no such thing",
    "Check the address and the id; /api/docs lists the addresses.",
)
METHOD = ProblemKind(
    "method",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "The method is not allowed here",
    "The header `Allow` of the answer names the methods of this address.",
)
TOO_LARGE = ProblemKind(
    "too-large",
    HTTPStatus.CONTENT_TOO_LARGE
    if hasattr(HTTPStatus, "CONTENT_TOO_LARGE")
    else HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The request is too large",
    "Ask for less at a time; this API takes no addresses beyond 8 KiB and no bodies beyond 16 KiB.",
)
UNAVAILABLE = ProblemKind(
    "unavailable",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "A part of the service does not answer",
    "Try again in some seconds; the operator sees the cause with `stallwatch status`.",
)
REQUEST = ProblemKind(
    "request",
    HTTPStatus.BAD_REQUEST,
    "The request is wrong",
    "Correct the request as `detail` says; /api/docs lists what is understood.",
)
INTERNAL = ProblemKind(
    "internal",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something went wrong here",
    "It is not your fault: give the operator the time of the request.",
)
KINDS = (
    QUERY,
    CURSOR_MALFORMED,
    CURSOR_EXPIRED,
    KEY,
    PURPOSE,
    JUDGING,
    CONFLICT,
    NOT_FOUND,
    METHOD,
    TOO_LARGE,
    UNAVAILABLE,
    REQUEST,
    INTERNAL,
)

# More specific classes first: the first that fits decides.
_BY_ERROR: tuple[tuple[type[StallwatchError], ProblemKind], ...] = (
    (CursorMalformedError, CURSOR_MALFORMED),
    (CursorExpiredError, CURSOR_EXPIRED),
    (QueryError, QUERY),
    (NotFoundError, NOT_FOUND),
    (KeyRefusedError, KEY),
    (PurposeMissingError, PURPOSE),
    (JudgingRefusedError, JUDGING),
    (ConflictError, CONFLICT),
    (ServiceUnavailableError, UNAVAILABLE),
)
_BY_STATUS = {kind.status: kind for kind in (NOT_FOUND, METHOD, KEY, PURPOSE)}


class ParameterFault(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str = Field(examples=["/problems/query"])
    title: str
    status: int
    detail: str
    errors: list[ParameterFault] | None = None
    """The parameters that are wrong, where they are known."""


def problem_response(
    kind: ProblemKind,
    detail: str,
    *,
    errors: Sequence[ParameterFault] | None = None,
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> JSONResponse:
    """Return the answer that tells of a problem."""
    body = Problem(
        type=kind.uri,
        title=kind.title,
        status=status or kind.status,
        detail=detail,
        errors=list(errors) if errors is not None else None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=body.status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def install_handlers(app: FastAPI) -> None:
    """Have every error of the application answered in this envelope."""
    app.add_exception_handler(StallwatchError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)


def kind_of(error: StallwatchError) -> ProblemKind:
    """Return the kind of problem that one of our errors is; internal if unknown."""
    for error_class, kind in _BY_ERROR:
        if isinstance(error, error_class):
            return kind
    return INTERNAL


def _answer_ours(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, StallwatchError):
        raise error
    kind = kind_of(error)
    if kind is INTERNAL:
        _log.error("api/internal", exc_info=error)
        return problem_response(kind, kind.remedy)
    headers = {
        KEY: {"WWW-Authenticate": "Bearer"},
        UNAVAILABLE: {"Retry-After": str(RETRY_AFTER_S)},
    }.get(kind)
    # The context may name addresses and index names: the asker gets the sentence alone.
    return problem_response(kind, error.message, headers=headers)


def _answer_validation(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    faults = [
        ParameterFault(
            parameter=_parameter(item["loc"]),
            detail=f"{item['msg']}: {shown(item.get('input'))}",
        )
        for item in error.errors()
    ]
    named = "; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults)
    return problem_response(QUERY, named, errors=faults)


def _parameter(location: Sequence[int | str]) -> str:
    # The first part says where a parameter stands: query, path or header.
    return ".".join(str(part) for part in location[1:]) or "request"


def _answer_http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = f"no such address: {shown(request.url.path)}"
    else:
        detail = str(error.detail)
    kind = _BY_STATUS.get(error.status_code, REQUEST)
    return problem_response(
        kind, detail, headers=error.headers, status=error.status_code
    )
