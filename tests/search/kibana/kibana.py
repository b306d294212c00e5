"""A small server that imports saved objects by the rules of Kibana's importer."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

Json = dict[str, Any]
Answer = tuple[int, Json | str]

TYPES = ("index-pattern", "search", "dashboard", "lens", "visualization", "tag")
NEWEST = {"dashboard": (10, 3, 0), "search": (10, 5, 0), "index-pattern": (8, 0, 0)}


@dataclass
class Kibana:
    """What the server holds, and how it misbehaves."""

    version: str | None = "8.19.3"
    levels: list[str | int] = field(default_factory=lambda: ["available"])
    """Answers to the question how it is, the last of them for ever; numbers are statuses."""
    users: dict[str, str] = field(default_factory=dict)
    """Passwords; none asks for none."""
    forbidden: bool = False
    login_page: bool = False
    """Sends strangers to a login page, as a proxy does."""
    spaces: list[str] = field(default_factory=list)
    breaks: dict[str, Answer] = field(default_factory=dict)
    """Answers in place of the real ones, by the end of the path; each is given once."""
    fails: set[str] = field(default_factory=set)
    """Ids of objects that cannot be written at the moment."""
    objects: dict[str, dict[tuple[str, str], Json]] = field(default_factory=dict)
    """By space."""
    default_views: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def answer(
        self, method: str, target: str, headers: Json, body: bytes
    ) -> tuple[int, Json | str, Json]:
        """Answer a request: status, body and further headers."""
        refused = self._refuse(headers)
        if refused is not None:
            return refused
        parts = urlsplit(target)
        for end in list(self.breaks):
            if parts.path.endswith(end):
                status, content = self.breaks.pop(end)
                return status, content, {}
        if method == "POST" and "kbn-xsrf" not in headers:
            return 400, _error(400, "Request must contain a kbn-xsrf header."), {}
        path, space = parts.path, "default"
        if path.startswith("/s/"):
            space = path.split("/")[2]
            path = path.removeprefix(f"/s/{space}")
        status, content = self._route(path, space, parts.query, headers, body)
        return status, content, {}

    def _refuse(self, headers: Json) -> tuple[int, Json | str, Json] | None:
        given = headers.get("authorization", "")
        pairs = [f"{user}:{password}" for user, password in self.users.items()]
        known = [f"Basic {base64.b64encode(one.encode()).decode()}" for one in pairs]
        if known and given not in known:
            if self.login_page:
                return 302, "", {"Location": "/login?next=%2F"}
            return 401, _error(401, "Unauthorized"), {}
        if self.forbidden:
            return 403, _error(403, "Forbidden"), {}
        return None

    def _route(
        self, path: str, space: str, query: str, headers: Json, body: bytes
    ) -> Answer:
        if path == "/api/status":
            return self._status()
        if path.startswith("/api/spaces/space/"):
            wanted = path.rpartition("/")[2]
            if wanted in self.spaces:
                return 200, {"id": wanted}
            return 404, _error(404, "Not Found")
        if path == "/api/saved_objects/_import":
            overwrite = parse_qs(query).get("overwrite") == ["true"]
            return self._import(space, headers, body, overwrite=overwrite)
        if path == "/api/data_views/default":
            self.default_views[space] = json.loads(body)["data_view_id"]
            return 200, {"acknowledged": True}
        return 404, _error(404, "Not Found")

    def _status(self) -> Answer:
        level = self.levels.pop(0) if len(self.levels) > 1 else self.levels[0]
        if isinstance(level, int):
            return level, "Kibana server is not ready yet."
        state: Json = {"status": {"overall": {"level": level}}}
        if self.version is not None:
            state["version"] = {"number": self.version}
        return 200, state

    def _import(
        self, space: str, headers: Json, body: bytes, *, overwrite: bool
    ) -> Answer:
        name, content = _file_in(headers, body)
        if not name.endswith(".ndjson"):
            return 400, _error(400, "Invalid file extension")
        try:
            lines = [json.loads(line) for line in content.split(b"\n") if line.strip()]
        except ValueError as error:
            return 400, _error(400, str(error))
        objects = [line for line in lines if "exportedCount" not in line]
        keys = [(one["type"], one["id"]) for one in objects]
        if len(set(keys)) < len(keys):
            return 400, _error(400, "Non-unique import objects detected")
        for one in objects:
            fault = _migrate(one)
            if fault is not None:
                return fault
        return self._create(space, objects, overwrite=overwrite)

    def _create(self, space: str, objects: list[Json], *, overwrite: bool) -> Answer:
        there = self.objects.setdefault(space, {})
        arriving = {(one["type"], one["id"]) for one in objects}
        errors = []
        taken = 0
        for one in objects:
            cause = _cause(one, there, arriving, overwrite=overwrite)
            if cause is None and one["id"] in self.fails:
                cause = {"type": "unknown", "message": "disk full", "statusCode": 500}
            if cause is None:
                there[one["type"], one["id"]] = one
                taken += 1
            else:
                title = one["attributes"].get("title")
                meta = {"title": title}
                named = {"id": one["id"], "type": one["type"], "meta": meta}
                errors.append(named | {"error": cause})
        answer: Json = {"success": not errors, "successCount": taken}
        return 200, answer | ({"errors": errors} if errors else {})


def _error(status: int, message: str) -> Json:
    return {"statusCode": status, "error": "Error", "message": message}


def _file_in(headers: Json, body: bytes) -> tuple[str, bytes]:
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
    for part in message_from_bytes(head + body).walk():
        if part.get_param("name", header="content-disposition") == "file":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return part.get_filename() or "", content
    return "", b""


def _migrate(one: Json) -> Answer | None:
    version = one.get("typeMigrationVersion")
    if version is None:
        return 500, _error(500, "Cannot read properties of undefined")
    newest = NEWEST.get(one["type"], (99, 0, 0))
    if tuple(map(int, version.split("."))) > newest:
        last = ".".join(map(str, newest))
        return 422, _error(
            422,
            f'Document "{one["id"]}" belongs to a more recent version of Kibana '
            f"[{version}] when the last known version is [{last}].",
        )
    return None


def _cause(
    one: Json,
    there: dict[tuple[str, str], Json],
    arriving: set[tuple[str, str]],
    *,
    overwrite: bool,
) -> Json | None:
    if one["type"] not in TYPES:
        return {"type": "unsupported_type"}
    missing = [
        {"type": reference["type"], "id": reference["id"]}
        for reference in one["references"]
        if reference["type"] in ("index-pattern", "search")
        and (reference["type"], reference["id"]) not in arriving | set(there)
    ]
    if missing:
        return {"type": "missing_references", "references": missing}
    if (one["type"], one["id"]) in there and not overwrite:
        return {"type": "conflict"}
    return None


@contextmanager
def running(kibana: Kibana) -> Iterator[Kibana]:
    """Serve a Kibana on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            status, content, further = kibana.answer(
                self.command, self.path, headers, body
            )
            raw = content if isinstance(content, str) else json.dumps(content)
            self.send_response(status)
            for key, value in further.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(raw.encode())))
            self.end_headers()
            self.wfile.write(raw.encode())

        do_GET = do_POST = _serve  # noqa: N815

        @override
        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        kibana.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield kibana
        finally:
            server.shutdown()
            thread.join()
