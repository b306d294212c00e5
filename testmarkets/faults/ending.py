"""Marketplaces that stop being one in the middle of a visit."""

import itertools
from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import Field
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from testmarkets.faults import answers
from testmarkets.faults.ground import Ground, Trap, note


class Ending(Trap):
    """Nothing but one page, or nothing at all, after so many requests."""

    stands_before = True
    kind: Literal["down", "unavailable", "ban", "challenge_wall"]
    """``down`` refuses connections, ``unavailable`` answers 503."""
    after_requests: int = Field(ge=0)

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        numbers = itertools.count(1)
        ended = _ANSWERS.get(self.kind, _unavailable)

        async def ending(scope: Scope, receive: Receive, send: Send) -> None:
            if next(numbers) <= self.after_requests:
                await app(scope, receive, send)
                return
            note(scope, fault=self.kind)
            if self.kind == "down":
                ground.take_down()
            await ended()(scope, receive, send)

        return ending


def _unavailable() -> ASGIApp:
    return HTMLResponse("<h1>Service Unavailable</h1>", status_code=503)


_ANSWERS: Mapping[str, Callable[[], ASGIApp]] = {
    "ban": answers.banned,
    "challenge_wall": answers.challenge,
}
