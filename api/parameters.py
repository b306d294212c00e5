"""Refuses what the documentation does not list: a misspelt filter must not be ignored.

An ignored ``maket=harbour`` would search every market and look like an answer.
"""

from typing import Any

from fastapi import FastAPI, Request

from core.errors import QueryError, shown

MAX_PARAMETERS = 100


def check_parameters(request: Request) -> None:
    """Refuse unknown parameters, and repeated ones that take one value.

    Raises:
        QueryError: Names them, and what there is.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    if len(given) > MAX_PARAMETERS:
        raise QueryError(f"more than {MAX_PARAMETERS} parameters: ask for less at once")
    path = request.scope["route"].path_format
    known = _documented(request.app, path, request.method.lower())
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise QueryError(
            f"unknown parameters: {', '.join(shown(name) for name in unknown)}; there "
            f"are {', '.join(sorted(known)) or 'none'}"
        )
    for name in sorted(set(given)):
        if given.count(name) > 1 and not known[name]:
            raise QueryError(f"the parameter {name} is given more than once: send one")


def _documented(app: FastAPI, path: str, method: str) -> dict[str, bool]:
    """Return the query parameters of a route, and whether each may be repeated."""
    operation = app.openapi()["paths"][path][method]
    return {
        item["name"]: _is_list(item["schema"])
        for item in operation.get("parameters", ())
        if item["in"] == "query"
    }


def _is_list(schema: dict[str, Any]) -> bool:
    return any(
        part.get("type") == "array" for part in (schema, *schema.get("anyOf", ()))
    )
