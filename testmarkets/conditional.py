"""Answers 304 to a client that has what it asks for already."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.types import ASGIApp, Scope

from testmarkets.rewriting import Answer, header_of, rewritten

KEPT = ("etag", "last-modified", "date")


def conditional(app: ASGIApp, *, with_etags: bool) -> ASGIApp:
    """Return an application that honours ``If-None-Match`` and ``If-Modified-Since``.

    Args:
        app: Its ``Last-Modified`` stays.
        with_etags: Whether every page is given an entity tag, made from its bytes.
    """

    def change(answer: Answer, scope: Scope) -> Answer:
        if answer.status != 200 or scope["method"] not in ("GET", "HEAD"):
            return answer
        if with_etags:
            digest = hashlib.sha256(answer.body).hexdigest()
            answer.headers["etag"] = f'"{digest[:20]}"'
        if not _has_it(answer, scope):
            return answer
        headers = {k: v for k, v in answer.headers.items() if k in KEPT}
        return Answer(304, headers, b"", answer.cookies)

    return rewritten(app, change)


def http_date(moment: datetime) -> str:
    """Return a time as a header writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _has_it(answer: Answer, scope: Scope) -> bool:
    tags = header_of(scope, "if-none-match")
    if tags is not None:
        known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return answer.headers.get("etag") in known
    since = header_of(scope, "if-modified-since")
    changed = answer.headers.get("last-modified")
    if since is None or changed is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
