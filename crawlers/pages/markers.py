"""Recognises pages that are not the content that was asked for."""

from enum import StrEnum

from core.errors import BlockedError, NotFoundError, SourceUnavailableError
from crawlers.pages.view import PageView
from crawlers.profile.fields import Marker
from crawlers.profile.market import MarketProfile

GONE = (404, 410)
CHALLENGE_REMEDY = (
    "a human is needed: open the market, solve it by hand, then crawl again; nothing is "
    "solved or evaded here"
)


class Obstacle(StrEnum):
    """What stands where content was expected; ``obstacle`` in an error's context."""

    CHALLENGE = "challenge"
    LOGGED_OUT = "logged_out"


def check_status(status: int, *, url: str) -> None:
    """Refuse an answer whose status says that there is no content.

    Raises:
        NotFoundError: The market does not have the page (any more).
        SourceUnavailableError: Any other status that is an error.
    """
    if status in GONE:
        raise NotFoundError(f"the market answers {status}", url=url)
    if status >= 400:
        raise SourceUnavailableError(f"the market answers {status}", url=url)


def check_markers(view: PageView, profile: MarketProfile, *, status: int) -> None:
    """Refuse a page that a marker of the profile recognises.

    Raises:
        BlockedError: A challenge or login page; ``obstacle`` in the context says which.
        NotFoundError: The market says that the thing is gone.
        SourceUnavailableError: The market's own error page.
    """
    markers = profile.markers

    def shown(group: tuple[Marker, ...]) -> bool:
        return any(view.shows(marker, status=status) for marker in group)

    if shown(markers.challenge):
        raise BlockedError(
            f"a challenge page stands where content was expected; {CHALLENGE_REMEDY}",
            obstacle=Obstacle.CHALLENGE.value,
            url=view.url,
        )
    if shown(markers.logged_out):
        raise BlockedError(
            "the market shows its login page: the session is lost",
            obstacle=Obstacle.LOGGED_OUT.value,
            url=view.url,
        )
    if shown(markers.not_found):
        raise NotFoundError("the market says that this is gone", url=view.url)
    check_status(status, url=view.url)
    if shown(markers.error):
        raise SourceUnavailableError("the market shows its error page", url=view.url)
