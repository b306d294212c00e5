"""Brings saved objects into a Kibana 8.19, in place of what an earlier import brought.

Kibana answers 200 to an import of which half failed: only ``success`` says that all is there.
"""

import json
import time
from collections.abc import Iterable
from typing import Any

from core.errors import KibanaError, ServiceUnavailableError, shown
from core.records import Record
from search.kibana.reading import read_objects
from search.kibana.server import Access, KibanaServer, Reply, refusal

VERSION = "8.19"
"""Whose importer the objects are written for."""
FILE_NAME = "stallwatch.ndjson"
"""Kibana refuses a file of another ending."""
WAIT_S = 300.0
"""Kibana needs a minute or two at its first start."""
POLL_S = 1.0
_STARTING = frozenset({502, 503, 504})
_AGAIN = "then import again: what is there already is replaced, so nothing is twice"
_REMEDIES = {
    "missing_references": "add what it refers to",
    "conflict": "somebody else changed it meanwhile",
    "ambiguous_conflict": "delete all but one of the objects of this origin in Kibana",
    "unsupported_type": "leave it out: this Kibana has no such type",
    "missing_privilege": "import as a user that may create this type",
}


class Imported(Record):
    """What an import did."""

    url: str
    space: str | None
    version: str
    """Of Kibana."""
    objects: int
    default_view: str | None
    """Id of the data view that analysts now begin with."""


def import_objects(
    access: Access, raw: bytes, *, timeout_s: float = WAIT_S, poll_s: float = POLL_S
) -> Imported:
    """Wait for Kibana, import a file whole, and set the default data view to its first.

    Args:
        access: Where, and as whom.
        raw: The file. Objects of the same type and id are replaced.
        timeout_s: How long Kibana may take to start.
        poll_s: How long to wait between two looks at it.

    Raises:
        ConfigError: The address, the credentials' form or the certificate is wrong.
        ServiceUnavailableError: Kibana does not answer, or does not get ready in time.
        AccessError: The credentials are wrong, or may not do this.
        KibanaError: Kibana is of another version, the space is missing, or objects were
            refused; ``refused`` in the context lists them.
    """
    server = KibanaServer(access)
    version = wait_until_available(server, timeout_s=timeout_s, poll_s=poll_s)
    _check_version(version)
    if access.space is not None:
        _check_space(server, access.space)
    count = _import(server, raw)
    views = [one.id for one in read_objects(raw)[0] if one.type == "index-pattern"]
    if views:
        _set_default(server, views[0])
    return Imported(
        url=server.url,
        space=access.space,
        version=version,
        objects=count,
        default_view=views[0] if views else None,
    )


def wait_until_available(
    server: KibanaServer, *, timeout_s: float, poll_s: float = POLL_S
) -> str:
    """Wait until Kibana is ready, and return its version.

    Raises:
        ServiceUnavailableError: It is not, after ``timeout_s`` seconds.
        AccessError: It tells nothing to these credentials.
        KibanaError: Something else answers there.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            reply = server.get("/api/status", in_space=False)
            state = _state(reply)
        except ServiceUnavailableError:
            if time.monotonic() > deadline:
                raise
        else:
            if state == "available":
                return _version(reply)
            if time.monotonic() > deadline:
                raise ServiceUnavailableError(
                    f"Kibana at {server.url} does not get ready: look into its log, and "
                    "whether it reaches Elasticsearch; --timeout lets it take longer",
                    state=state,
                )
        time.sleep(poll_s)


def _state(reply: Reply) -> str:
    if reply.status in _STARTING:
        return f"starting ({reply.status})"
    level = _at(reply.body, "status", "overall", "level")
    if reply.status != 200 or not isinstance(level, str):
        raise refusal(reply, "a look at its state")
    return level


def _version(reply: Reply) -> str:
    number = _at(reply.body, "version", "number")
    if not isinstance(number, str):
        # It tells strangers that it is available, and nothing else.
        raise refusal(Reply(401, reply.body, reply.text, None), "a look at its version")
    return number


def _check_version(version: str) -> None:
    if version.startswith(f"{VERSION}."):
        return
    raise KibanaError(
        f"this Kibana is {shown(version)}, the objects are written and checked for "
        f"{VERSION}: run Kibana {VERSION} beside Elasticsearch {VERSION}",
        version=version,
    )


def _check_space(server: KibanaServer, space: str) -> None:
    reply = server.get(f"/api/spaces/space/{space}", in_space=False)
    if reply.status == 404:
        raise KibanaError(
            f"Kibana has no space {shown(space)}: make it under Stack Management, "
            "Spaces, or leave --space out",
            space=space,
        )
    if reply.status != 200 or _at(reply.body, "id") != space:
        raise refusal(reply, f"a look at the space {shown(space)}")


def _import(server: KibanaServer, raw: bytes) -> int:
    path = "/api/saved_objects/_import?overwrite=true"
    try:
        reply = server.post_file(path, FILE_NAME, raw)
    except ServiceUnavailableError as error:
        raise ServiceUnavailableError(
            f"Kibana at {server.url} broke off in the middle of the import, which may "
            f"be half done: see that it runs, {_AGAIN}",
            **error.context,
        ) from error
    if reply.status != 200 or not isinstance(reply.body, dict):
        raise refusal(reply, "the import")
    if reply.body.get("success") is not True:
        raise _half_done(reply.body)
    count = reply.body.get("successCount")
    sent = len(read_objects(raw)[0])
    if count != sent:
        raise KibanaError(
            f"Kibana took {shown(count)} of {sent} objects and calls that a success: "
            f"look into its log, {_AGAIN}"
        )
    return sent


def _half_done(body: dict[str, Any]) -> KibanaError:
    errors = body.get("errors")
    refused = [
        _named(one)
        for one in (errors if isinstance(errors, list) else [])
        if isinstance(one, dict)
    ]
    listed = "; ".join(refused) or "it does not say which"
    return KibanaError(
        f"Kibana did not take every object: {listed}. Mend that, {_AGAIN}",
        refused=refused,
        taken=body.get("successCount"),
    )


def _named(error: dict[str, Any]) -> str:
    cause = error.get("error")
    cause = cause if isinstance(cause, dict) else {}
    kind = cause.get("type")
    title = _at(error, "meta", "title") or error.get("title") or error.get("id")
    missing = cause.get("references")
    reason = cause.get("message") or kind or "no reason given"
    if isinstance(missing, list):
        reason = f"{reason} {', '.join(_targets(missing))}"
    remedy = _REMEDIES.get(str(kind), "look into Kibana's log")
    return f"{shown(error.get('type'))} {shown(title)}: {shown(reason)} ({remedy})"


def _targets(references: Iterable[Any]) -> list[str]:
    return [
        f"{one.get('type')} {one.get('id')}"
        for one in references
        if isinstance(one, dict)
    ]


def _set_default(server: KibanaServer, view: str) -> None:
    body = json.dumps({"data_view_id": view, "force": True}).encode()
    reply = server.post_json("/api/data_views/default", body)
    if reply.status != 200 or _at(reply.body, "acknowledged") is not True:
        raise KibanaError(
            "all objects are imported, but Kibana did not make the first data view the "
            "default one: choose it under Stack Management, Data Views",
            status=reply.status,
            answer=reply.text[:200],
        )


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
