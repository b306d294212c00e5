"""Addresses that carry a session id, another one on every page."""

import hashlib
import itertools
import re
from typing import Literal

from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from testmarkets.faults.ground import Ground, Trap
from testmarkets.rewriting import Answer, rewritten

_LINK = re.compile(rb"(href=\"?)(/[^\"\s>#]*)", re.IGNORECASE)
_SID = re.compile(rb"&?\bsid=[0-9a-f]*")


class SessionIds(Trap):
    """Every link of every page has ``sid=``, so that no page has one address."""

    kind: Literal["session_ids"]

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        numbers = itertools.count()

        async def plain(scope: Scope, receive: Receive, send: Send) -> None:
            query = without_sid(scope["query_string"])
            await app({**scope, "query_string": query}, receive, send)

        def change(answer: Answer, _scope: Scope) -> Answer:
            if answer.is_page:
                sid = hashlib.sha256(str(next(numbers)).encode()).hexdigest()[:16]
                answer.body = _LINK.sub(
                    lambda found: _marked(found, sid.encode()), answer.body
                )
            return answer

        return rewritten(plain, change)


def without_sid(query: bytes) -> bytes:
    """Return a query string without the id of a session."""
    return _SID.sub(b"", query).lstrip(b"&")


def _marked(found: re.Match[bytes], sid: bytes) -> bytes:
    start, path = found.groups()
    return b"%s%s%ssid=%s" % (start, path, b"&amp;" if b"?" in path else b"?", sid)
