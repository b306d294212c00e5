"""Puts the API together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi_offline import FastAPIOffline

from api.audit import AuditTrail
from api.auth import authorised
from api.failures import Failures
from api.parameters import check_parameters
from api.problems import MEDIA_TYPE, Problem, install_handlers
from api.routes import (
    clusters,
    entities,
    health,
    judgements,
    links,
    listings,
    metrics,
    problems,
    runs,
    search,
    vendors,
)
from api.security import RequestLimits, SecurityHeaders
from api.services import ApiServices
from core.settings import Settings

DESCRIPTION = """\
Search what the crawlers saw. Every request needs an API key (`Authorization: Bearer KEY` or `X-API-Key: KEY`) and a purpose
(`X-Purpose` or the parameter `purpose`: free text such as a case number), and every request is logged with both.
Links between accounts are leads with evidence, never facts, until an analyst judges them (with a key that may).
"""
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, text in (
        (400, "The question is wrong"),
        (401, "No valid API key"),
        (403, "No purpose, or a key that may not judge"),
        (404, "There is no such thing"),
        (409, "Somebody else decided first"),
        (410, "The cursor has expired"),
        (503, "A part of the service does not answer"),
    )
}


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its documentation needs no other host.

    Raises:
        OSError: The secret of the cursors cannot be kept.
    """
    services = ApiServices(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        services.close()

    app: FastAPI = FastAPIOffline(
        title="Stallwatch search API",
        description=DESCRIPTION,
        version="1",
        lifespan=lifespan,
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
        static_url="/api/assets",
        # The default asks another host whether the description is valid.
        swagger_ui_parameters={"validatorUrl": None},
        swagger_ui_oauth2_redirect_url="/api/docs/oauth2-redirect",
    )
    app.state.services = services
    _add_routes(app)
    install_handlers(app)
    # The last one added is the first to see a request.
    app.add_middleware(Failures)
    app.add_middleware(AuditTrail, record=services.record)
    app.add_middleware(RequestLimits)
    app.add_middleware(SecurityHeaders)
    return app


def _add_routes(app: FastAPI) -> None:
    for module in (
        search,
        listings,
        vendors,
        links,
        judgements,
        clusters,
        entities,
        runs,
        health,
    ):
        app.include_router(
            module.router,
            # The order matters: who may not ask learns nothing about parameters.
            dependencies=[Depends(authorised), Depends(check_parameters)],
            responses=PROBLEMS,
        )
    app.include_router(problems.router)
    app.include_router(metrics.router)
    _document_problems(app)


def _document_problems(app: FastAPI) -> None:
    """Describe the error envelope, and drop FastAPI's own, which is never sent."""
    schema = app.openapi()
    schemas = schema["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    app.openapi_schema = schema
