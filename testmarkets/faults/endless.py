"""Lists that never end: a calendar, and pages that always have a next one."""

import re
from typing import Literal

from markupsafe import escape
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from testmarkets.faults.answers import with_html
from testmarkets.faults.bait import Bait
from testmarkets.faults.ground import Ground, Trap, note
from testmarkets.request_log import target
from testmarkets.rewriting import Answer, answer_of, rewritten

CALENDAR = "/calendar?month="
_MONTH = re.compile(r"/calendar\?month=(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")
_FIRST_MONTH = "2026-03"


class Calendar(Trap):
    """A calendar of offers among the categories, with a next month for ever."""

    kind: Literal["calendar"]

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        def change(answer: Answer, _scope: Scope) -> Answer:
            if answer.is_page:
                link = ground.bait.section_link(CALENDAR + _FIRST_MONTH)
                answer.body = with_html(answer.body, link)
            return answer

        linked = rewritten(app, change)

        async def with_calendar(scope: Scope, receive: Receive, send: Send) -> None:
            month = _MONTH.fullmatch(target(scope))
            if month is None:
                await linked(scope, receive, send)
                return
            note(scope, trap=self.kind)
            after = CALENDAR + _month_after(int(month["year"]), int(month["month"]))
            links = ground.bait.section_link(after) + ground.bait.following_link(after)
            await HTMLResponse(_page("No offers this month", links))(
                scope, receive, send
            )

        return with_calendar


class EndlessPaging(Trap):
    """Lists whose every page has a next one."""

    kind: Literal["endless_paging"]
    beyond: Literal["repeated", "empty"] = "repeated"
    """What stands on pages beyond the last: the first page again, or nothing."""

    @override
    def laid(self, app: ASGIApp, ground: Ground) -> ASGIApp:
        bait = ground.bait

        async def endless(scope: Scope, receive: Receive, send: Send) -> None:
            path = target(scope)
            after = bait.following_path(path)
            answer = await answer_of(app, scope, receive)
            if after is not None and answer.status == 404:
                note(scope, trap=self.kind)
                answer = Answer(200, {"content-type": "text/html"}, b"")
                if self.beyond == "repeated":
                    answer = await answer_of(app, _first_page(scope, bait), receive)
                else:
                    answer.body = _page("Nothing on this page").encode()
            # A page that has a next one keeps its own.
            if (
                after is not None
                and answer.is_page
                and str(escape(after)).encode() not in answer.body
            ):
                answer.body = with_html(answer.body, bait.following_link(after))
            await answer.response()(scope, receive, send)

        return endless


def _first_page(scope: Scope, bait: Bait) -> Scope:
    found = bait.list_page.fullmatch(target(scope))
    base = found["base"] if found else "/"
    path, _, query = base.partition("?")
    return {**scope, "path": path, "query_string": query.encode("latin-1")}


def _month_after(year: int, month: int) -> str:
    return f"{year + month // 12:04}-{month % 12 + 1:02}"


def _page(title: str, links: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1>{links}</body></html>"
    )
