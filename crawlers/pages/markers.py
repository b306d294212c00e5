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
    BANNED = "banned"
    JAVASCRIPT = "javascript"


MEANINGS = {
    Obstacle.CHALLENGE: "a challenge page stands where content was expected; "
    f"{CHALLENGE_REMEDY}",
    Obstacle.BANNED: "the market has shut this account out: see by hand why, and go on "
    "only with a fresh session",
    Obstacle.LOGGED_OUT: "the market shows its login page: the session is lost",
    Obstacle.JAVASCRIPT: "the page shows nothing unless a browser runs its scripts, which "
    "is never done here: look for a version of the market without scripts",
}
"""What each obstacle means and what to do; looked for in this order."""


def blocked(obstacle: Obstacle, *, url: str, why: str | None = None) -> BlockedError:
    """Return the error of a page that shows an obstacle.

    Args:
        obstacle: What stands there.
        url: The page's address.
        why: What could not be read, where no marker of the profile knew the page.
    """
    unmarked = f" (no marker of the profile knows it: {why})" if why else ""
    return BlockedError(
        MEANINGS[obstacle] + unmarked,
        obstacle=obstacle.value,
        url=url,
        marked=why is None,
    )


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
        BlockedError: A challenge, ban or login page, or one that needs scripts;
            ``obstacle`` in the context says which.
        NotFoundError: The market says that the thing is gone.
        SourceUnavailableError: The market's own error page.
    """
    markers = profile.markers

    def shown(group: tuple[Marker, ...]) -> bool:
        return any(view.shows(marker, status=status) for marker in group)

    for obstacle in MEANINGS:
        if shown(getattr(markers, obstacle.value)):
            raise blocked(obstacle, url=view.url)
    if shown(markers.not_found):
        raise NotFoundError("the market says that this is gone", url=view.url)
    check_status(status, url=view.url)
    if shown(markers.error):
        raise SourceUnavailableError("the market shows its error page", url=view.url)
