"""A new layout, which a profile of yesterday cannot read."""

import itertools
import zlib
from typing import Literal

from pydantic import Field
from starlette.types import ASGIApp, Scope
from typing_extensions import override

from testmarkets.faults.bait import Changes
from testmarkets.faults.ground import Ground, Trap, note
from testmarkets.request_log import target
from testmarkets.rewriting import Answer, rewritten


class LayoutChange(Trap):
    """A field of listings whose class or label is called otherwise from some day on."""

    kind: Literal["layout_change"]
    field: Literal["price", "ships_from"] = "price"
    from_day: int = Field(default=0, ge=0)
    """The first day of the world on which the new layout is shown."""
    after_requests: int = Field(default=0, ge=0)
    """How many requests are still answered in the old one."""
    share: float = Field(default=1.0, ge=0, le=1)
    """Of the pages."""

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        if ground.day < self.from_day:
            return app
        changes = ground.bait.layout[self.field]
        numbers = itertools.count(1)

        def change(answer: Answer, scope: Scope) -> Answer:
            is_new = next(numbers) > self.after_requests
            if answer.is_page and is_new and self._is_chosen(target(scope)):
                changed = _renamed(answer.body, changes)
                if changed != answer.body:
                    note(scope, fault=self.kind)
                    answer.body = changed
            return answer

        return rewritten(app, change)

    def _is_chosen(self, path: str) -> bool:
        return zlib.crc32(path.encode()) / 2**32 < self.share


def _renamed(body: bytes, changes: Changes) -> bytes:
    for old, new in changes:
        # Once: what a vendor writes further below stays as it is.
        body = body.replace(old.encode(), new.encode(), 1)
    return body
