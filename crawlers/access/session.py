"""The session of a crawl: kept from former crawls, noticed when lost, won back once."""

from collections.abc import Callable, Iterator
from typing import Any

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from core.errors import BlockedError, ConfigError, StallwatchError
from core.log import get_logger
from core.records import AlertKind, RunAlert, RunOutcome
from crawlers.access.cookies import forget_session, load_sessions
from crawlers.access.state import MarketAccess
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
ADDRESS_KEY = "address"
"""In the meta of a request to the market: the base address that it was sent to."""
LOOK_KEY = "look"
"""In the meta of a request that looks at another address before it is used."""
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
    """Holds the session: a kept one first, a login where it is lost, then a human.

    Args:
        context: The run.
        resume: Gives the requests that follow once there is a session.
    """

    def __init__(
        self, context: CrawlContext, resume: Callable[[], Iterator[Request]]
    ) -> None:
        self._context = context
        self._profile = context.state.profile
        self._state = context.state
        self._credentials = context.credentials
        self._resume = resume
        self._waiting: list[Request] = []
        self._logging_in = False
        self._resumed = False
        self._unproven = True
        """No session was ever open at this address: its absence is no loss."""
        self._losses = 0
        self._given_up: BlockedError | None = None
        """Why no session can be won any more."""
        self.stored = load_sessions(context.settings, self._state.market)
        """Kept sessions, by address."""
        self.number = 0
        """Sessions so far; requests carry the number of theirs."""
        self.address = self._profile.base_url
        """The base address, of the market's mirrors, in use."""
        self.answers = 0
        """Responses of the market, whatever they say but that its server fails."""
        self.unanswered = 0
        """Requests to the market that got none, or an error of its server."""
        self.last_failure = ""
        """Why the last of these did."""
        self.ended: tuple[MarketAccess, str] | None = None
        """How the market shut us out, and what was seen of it."""

    @property
    def has_brought_records(self) -> bool:
        """Whether there is something to keep of the run."""
        state = self._state
        return bool(state.listings or state.vendors or state.sighted)

    @property
    def has_login(self) -> bool:
        """Whether a lost session can be won back without a human."""
        return self._profile.login is not None and self._credentials is not None

    def jar_of(self, request: Request) -> str:
        """Return the name of the cookie jar that a request uses.

        Each session at each address has its own: a late answer to the session before sets cookies too, and would end the present one.
        """
        # What belongs to a login works on the session to come.
        number = self.number + bool(request.meta.get(LOGIN_KEY))
        return f"{self.address}#{number}"

    def open(self) -> Iterator[Request]:
        """Begin: with the kept session, else log in where the market asks for it."""
        if self.stored.get(self.address) or not self.has_login:
            yield from self._go_on()
        else:
            yield self.log_in()

    def log_in(self) -> Request:
        """Return the request that begins a login at the address in use.

        Raises:
            ConfigError: The profile has no login.
        """
        if self._profile.login is None:
            raise ConfigError("a login needs a 'login' in the profile")
        self._logging_in = True
        url = self.address + self._profile.login.page
        return self._request(url, callback=self._fill_in)

    def move_to(self, address: str) -> None:
        """Go on at another address, where a session of its own is needed."""
        self._state.address = self.address = address
        if self._resumed or self._logging_in:
            # What was sent to the former address is late from now on.
            self.number += 1
            self._unproven = True

    def end(self, state: MarketAccess, reason: str) -> None:
        """Remember how the market shut us out; the first word stands."""
        self.ended = self.ended or (state, reason)

    def note_unanswered(self, reason: str) -> None:
        """Count a request that the market did not answer, or only with an error of its server."""
        self.unanswered += 1
        self.last_failure = reason

    def down(self, reason: str) -> None:
        """Stop the run because nothing of the market answers; what was read is kept."""
        kept = self.has_brought_records
        self._state.stop(RunOutcome.DEGRADED if kept else RunOutcome.FAILED, reason)
        self._state.alert(RunAlert(kind=AlertKind.DOWN, message=reason))
        self.end(MarketAccess.DOWN, reason)

    def lost(self, request: Request) -> Iterator[Request]:
        """Take note that a page was refused for want of a session.

        The page is asked for again once there is one.

        Raises:
            BlockedError: The session cannot be won back.
        """
        if self._given_up is not None:
            # It was in flight when the session was lost for good: no further loss.
            raise self._given_up
        again = as_first_asked(request)
        if request.meta.get(SESSION_KEY, self.number) < self.number:
            # Sent before the present session began: merely late.
            yield again
            return
        if not self._logging_in:
            self._note_loss(request)
            begun = self.log_in()
            self._waiting.append(again)
            yield begun
        else:
            self._waiting.append(again)

    def _note_loss(self, request: Request) -> None:
        kept = bool(self.stored.pop(self.address, None))
        if kept:
            forget_session(self._context.settings, self._state.market, self.address)
        if not self._unproven or (kept and self.has_brought_records):
            self._losses += 1
            self._state.session_losses += 1
            log.warning("session/lost", url=request.url)
            self._state.alert(_loss_alert(self._state.market))
        self._given_up = self._why_not_again()
        if self._given_up is not None:
            raise self._given_up

    def _why_not_again(self) -> BlockedError | None:
        if self._profile.login is None:
            return BlockedError(
                "the market shows its login page and the profile has no 'login': add one, "
                "and the name and password to the home's secrets/logins.json, or bring the "
                "cookies of a browser with `stallwatch market session`"
            )
        if self._credentials is None:
            return BlockedError(
                "the kept session has ended and there is no name and password to log in "
                "with: bring new cookies with `stallwatch market session`"
            )
        if self._losses > RELOGINS_MAX:
            return BlockedError(
                "the session was lost again after a second login: see by hand whether the "
                "account is still welcome, then crawl again"
            )
        return None

    def _go_on(self) -> Iterator[Request]:
        if not self._resumed:
            self._resumed = True
            yield from self._resume()

    def _is_late(self, response: Response) -> bool:
        return bool(response.meta.get(ADDRESS_KEY, self.address) != self.address)

    def _fill_in(self, response: Response) -> Iterator[Request]:
        if self._is_late(response):
            yield self.log_in()
            return
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
        if self._is_late(response):
            yield self.log_in()
            return
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
        self._logging_in = self._unproven = False
        log.info("session/open", number=self.number)
        waiting, self._waiting = self._waiting, []
        yield from self._go_on()
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


def _loss_alert(market: str) -> RunAlert:
    return RunAlert(
        kind=AlertKind.SESSION_LOST,
        message=f"{market} ended the session while it was read; one login more is tried, "
        "then it stops: see by hand whether the account is still welcome",
    )
