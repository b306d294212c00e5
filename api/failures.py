"""Turns what nobody caught into an answer that gives nothing away."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import INTERNAL, problem_response
from core.log import get_logger

_log = get_logger(__name__)


class Failures:
    """Answers 500 in the API's envelope; the traceback goes to the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; meet whatever it raises."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            _log.exception("api/failure", path=scope["path"])
            if started:
                raise
            answer = problem_response(INTERNAL, INTERNAL.remedy)
            await answer(scope, receive, send)
