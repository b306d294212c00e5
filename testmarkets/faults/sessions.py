"""Sessions that end before their time."""

import time
from collections import Counter
from typing import Literal, Self

from pydantic import Field, model_validator
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from testmarkets.faults.ground import Ground, Trap, note
from testmarkets.rewriting import header_of


class SessionExpiry(Trap):
    """Cookies that the market forgets after so many requests or seconds."""

    stands_before = True
    kind: Literal["session_expiry"]
    after_requests: int | None = Field(default=None, ge=1)
    after_s: float | None = Field(default=None, gt=0)
    times: int | None = Field(default=None, ge=1)
    """How many sessions end so; unset, all do."""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.after_requests is None) == (self.after_s is None):
            raise ValueError("give after_requests or after_s")
        return self

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        return _ForgetfulApp(app, self)


class _ForgetfulApp:
    """A marketplace that forgets who is logged in."""

    def __init__(self, app: ASGIApp, rule: SessionExpiry) -> None:
        self._app = app
        self._rule = rule
        self._requests: Counter[str] = Counter()
        self._first_at: dict[str, float] = {}
        self._dead: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = header_of(scope, "cookie")
        if cookie is not None and self._is_dead(cookie):
            note(scope, fault=self._rule.kind)
            headers = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)

    def _is_dead(self, cookie: str) -> bool:
        self._requests[cookie] += 1
        first_at = self._first_at.setdefault(cookie, time.monotonic())
        rule = self._rule
        is_spent = (
            rule.times is not None
            and len(self._dead) >= rule.times
            and cookie not in self._dead
        )
        if is_spent:
            return False
        if rule.after_requests is not None:
            has_ended = self._requests[cookie] > rule.after_requests
        else:
            has_ended = time.monotonic() - first_at > (rule.after_s or 0)
        if has_ended:
            self._dead.add(cookie)
        return has_ended
