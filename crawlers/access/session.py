"""The login of a crawl: kept, noticed when lost, won back once."""

from collections.abc import Callable, Iterator
from typing import Any

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from core.errors import BlockedError, ConfigError, StallwatchError
from core.log import get_logger
from core.records import RunOutcome
from crawlers.context import CrawlContext
from crawlers.pages.forms import fill_form
from crawlers.pages.markers import Obstacle, check_markers
from crawlers.pages.reader import Page, parse_page
from crawlers.pages.view import PageView

LOGIN_PRIORITY = 1_000
RELOGINS_MAX = 1
"""A session lost more often than this is no accident: a human should look."""
LOGIN_KEY = "login"
"""In the meta of a request that belongs to a login."""
SECRET_KEY = "secret_body"  # noqa: S105 - the name of a mark, no secret
"""In the meta of a request whose body must not be kept."""
SESSION_KEY = "session"
"""In the meta of every request: the number of the session that it was sent in."""
_REDIRECT_KEYS = ("redirect_urls", "redirect_times", "redirect_ttl", "redirect_reasons")

log = get_logger(__name__)


def page_of(response: Response) -> Page:
    """Return a response as the reader needs it."""
    header = response.headers.get("Content-Type")
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        content_type=header.decode("latin-1") if header else None,
    )


def as_first_asked(request: Request) -> Request:
    """Return a request as it was before redirects, ready to be sent again."""
    url = request.meta.get("redirect_urls", [request.url])[0]
    meta = {key: request.meta[key] for key in request.meta if key not in _REDIRECT_KEYS}
    return request.replace(url=url, meta=meta, dont_filter=True)


class Session:
    """Logs in, and again when a page shows that the session is lost.

    Args:
        context: The run.
        resume: Gives the requests that follow the first login.
    """

    def __init__(
        self, context: CrawlContext, resume: Callable[[], Iterator[Request]]
    ) -> None:
        self._profile = context.state.profile
        self._state = context.state
        self._credentials = context.credentials
        self._resume = resume
        self._waiting: list[Request] = []
        self._logging_in = False
        self.number = 0
        """Sessions so far; requests carry the number of theirs."""

    def open(self) -> Iterator[Request]:
        """Begin: log in first, where the market asks for it."""
        if self._profile.login is None:
            yield from self._resume()
        else:
            self._logging_in = True
            url = self._profile.base_url + self._profile.login.page
            yield self._request(url, callback=self._fill_in)

    def lost(self, request: Request) -> Iterator[Request]:
        """Take note that a page was refused for want of a session.

        The page is asked for again once there is one.

        Raises:
            BlockedError: The session cannot be won back.
        """
        if self._profile.login is None:
            raise BlockedError(
                "the market shows its login page and the profile has no 'login': add one, "
                "and the name and password to the home's secrets/logins.json"
            )
        again = as_first_asked(request)
        if request.meta.get(SESSION_KEY, self.number) < self.number:
            # Sent before the present session began: merely late.
            yield again
            return
        if not self._logging_in and self.number > RELOGINS_MAX:
            raise BlockedError(
                "the session was lost again after a second login: see by hand whether the "
                "account is still welcome, then crawl again"
            )
        self._waiting.append(again)
        if not self._logging_in:
            log.warning("session/lost", url=request.url)
            yield from self.open()

    def _fill_in(self, response: Response) -> Iterator[Request]:
        login, credentials = self._profile.login, self._credentials
        if login is None or credentials is None:
            raise ConfigError("a login needs a 'login' in the profile and credentials")
        view = self._checked_view(response, may_be_login=True)
        form = fill_form(
            view,
            login.form,
            {
                login.username_field: credentials.username,
                login.password_field: credentials.password.get_secret_value(),
            },
        )
        yield self._request(
            form.url,
            callback=self._arrived,
            method=form.method,
            body=form.body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            meta={SECRET_KEY: True},
        )

    def _arrived(self, response: Response) -> Iterator[Request]:
        login = self._profile.login
        failed = login.failed if login else ()
        page = page_of(response)
        view = parse_page(self._profile, page)
        if any(view.shows(marker, status=page.status) for marker in failed):
            raise BlockedError(
                "the market refuses the login: check the name and password in the home's "
                "secrets/logins.json"
            )
        self._checked_view(response, may_be_login=False)
        self.number += 1
        self._logging_in = False
        log.info("session/open", number=self.number)
        waiting, self._waiting = self._waiting, []
        if self.number == 1:
            yield from self._resume()
        yield from waiting

    def _checked_view(self, response: Response, *, may_be_login: bool) -> PageView:
        page = page_of(response)
        view = parse_page(self._profile, page)
        try:
            check_markers(view, self._profile, status=page.status)
        except BlockedError as error:
            logged_out = error.context.get("obstacle") == Obstacle.LOGGED_OUT
            if not (may_be_login and logged_out):
                raise
        return view

    def _request(
        self, url: str, *, meta: dict[str, Any] | None = None, **options: Any
    ) -> Request:
        return Request(
            url,
            errback=self._failed,
            priority=LOGIN_PRIORITY,
            dont_filter=True,
            meta={LOGIN_KEY: True} | (meta or {}),
            **options,
        )

    def _failed(self, failure: Any) -> None:
        error = failure.value
        message = error.message if isinstance(error, StallwatchError) else str(error)
        self._state.stop(
            RunOutcome.FAILED,
            f"the market cannot be logged in to: {message}; see that it answers and that "
            "the login's addresses are within the profile's hosts",
        )
        raise CloseSpider("login")
