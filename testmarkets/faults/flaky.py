"""Pages that fail or dawdle at first and come at a later try."""

import asyncio
import zlib
from collections import Counter
from typing import Literal

from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from testmarkets.faults.answers import server_error
from testmarkets.faults.ground import Ground, Trap, note
from testmarkets.request_log import target


class _Flaky(Trap):
    """A part of the pages, chosen by seed, that are wrong the first few times."""

    stands_before = True
    share: float = Field(default=0.1, ge=0, le=1)
    """Of all pages."""
    times: int = Field(default=1, ge=1)
    """How many tries of a page fail."""
    seed: int = 0

    def is_chosen(self, path: str) -> bool:
        """Say whether a page is one of those that fail at first."""
        digest = zlib.crc32(f"{self.seed}/{path}".encode())
        return digest / 2**32 < self.share


class RandomErrors(_Flaky):
    """Pages that answer 500 before they come."""

    kind: Literal["random_errors"]

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        tries: Counter[str] = Counter()

        async def failing(scope: Scope, receive: Receive, send: Send) -> None:
            path = target(scope)
            tries[path] += 1
            if tries[path] <= self.times and self.is_chosen(path):
                note(scope, fault=self.kind)
                await server_error()(scope, receive, send)
            else:
                await app(scope, receive, send)

        return failing


class RandomStalls(_Flaky):
    """Pages that keep the visitor waiting before they come."""

    kind: Literal["random_stalls"]
    stall_s: float = Field(default=2.0, gt=0, le=600)

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        tries: Counter[str] = Counter()

        async def dawdling(scope: Scope, receive: Receive, send: Send) -> None:
            path = target(scope)
            tries[path] += 1
            if tries[path] <= self.times and self.is_chosen(path):
                note(scope, fault=self.kind)
                await asyncio.sleep(self.stall_s)
            await app(scope, receive, send)

        return dawdling
