"""Gathers the pictures of listings: a listing waits for its own, each is fetched once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from scrapy.http import Response

from core.errors import BlockedError, StallwatchError
from core.log import get_logger
from core.records import ListingImage, ListingObservation
from crawlers.access.session import page_of
from crawlers.context import CrawlContext
from crawlers.images import image_from
from crawlers.ledger.entries import Changes
from crawlers.pages.markers import Obstacle, check_markers
from crawlers.pages.reader import parse_page
from crawlers.profile.market import MarketProfile
from crawlers.scope_rules import refusal

MAX_IMAGES = 50
"""Pictures of one listing."""

log = get_logger(__name__)


class Finish(Protocol):
    """Takes a listing with its pictures, and whether all of them were seen to."""

    def __call__(self, listing: ListingObservation, *, whole: bool) -> None:
        """Publish the listing."""


@dataclass(slots=True)
class _Waiting:
    listing: ListingObservation
    urls: list[str]
    finish: Finish
    open: set[str] = field(default_factory=set)


class Pictures:
    """Holds listings until each of their pictures has come or is given up.

    Args:
        context: The run.
        changes: Gives what the next transaction writes.
    """

    def __init__(self, context: CrawlContext, changes: Callable[[], Changes]) -> None:
        self._state = context.state
        self._ledger = context.ledger
        self._changes = changes
        self._known: dict[str, ListingImage | None] = {}
        """Fetched or given up by this run."""
        self._asked: dict[str, list[_Waiting]] = {}

    def gather(
        self, listing: ListingObservation, urls: Sequence[str], finish: Finish
    ) -> list[str]:
        """Take a listing and return the pictures to be fetched for it.

        Args:
            listing: As its page showed it.
            urls: Addresses of its pictures, in page order.
            finish: Is given the listing when its pictures are there, perhaps at once.
        """
        unique = list(dict.fromkeys(urls))[:MAX_IMAGES]
        waiting = _Waiting(listing, unique, finish)
        to_fetch = [url for url in unique if self._is_wanted(url)]
        for url in unique:
            if url in self._asked:
                self._asked[url].append(waiting)
                waiting.open.add(url)
        self._finish_if_whole(waiting)
        return to_fetch

    def arrived(self, image: ListingImage) -> None:
        """Take a picture."""
        self._state.images += 1
        self._changes().images.append(image)
        self._settle(image.url, image)

    def failed(self, url: str, reason: str) -> None:
        """Give a picture up."""
        self._state.images_missed += 1
        log.info("crawl/image", url=url, reason=reason)
        self._settle(url, None)

    def withhold(self, url: str) -> None:
        """Leave out a picture on the block list; no log names it."""
        self._settle(url, None)

    def give_up(self) -> None:
        """Finish every listing with the pictures that have come."""
        for listings in list(self._asked.values()):
            for waiting in listings:
                if waiting.open:
                    waiting.open.clear()
                    self._finish(waiting, whole=False)
        self._asked.clear()

    def _is_wanted(self, url: str) -> bool:
        if url in self._known or url in self._asked:
            return False
        former = self._ledger.image(url)
        if former is not None:
            self._known[url] = former
            return False
        limit = self._state.profile.limits.images_max
        if self._state.images + len(self._asked) >= limit or refusal(
            url, self._state.profile.hosts
        ):
            self._state.images_missed += 1
            self._known[url] = None
            return False
        self._asked[url] = []
        return True

    def _settle(self, url: str, image: ListingImage | None) -> None:
        self._known[url] = image
        for waiting in self._asked.pop(url, []):
            if url in waiting.open:
                waiting.open.discard(url)
                self._finish_if_whole(waiting)

    def _finish_if_whole(self, waiting: _Waiting) -> None:
        if not waiting.open:
            self._finish(waiting, whole=True)

    def _finish(self, waiting: _Waiting, *, whole: bool) -> None:
        found = (self._known.get(url) for url in waiting.urls)
        images = tuple(image for image in found if image is not None)
        listing = waiting.listing
        if images:
            listing = listing.model_copy(update={"images": images})
        waiting.finish(listing, whole=whole)


def refuse_obstacle(profile: MarketProfile, response: Response) -> None:
    """Refuse a page that stands in place of a picture, where it shuts us out.

    Raises:
        BlockedError: A login, challenge or ban page.
    """
    if b"html" not in (response.headers.get("Content-Type") or b"").lower():
        return
    try:
        view = parse_page(profile, page_of(response))
        check_markers(view, profile, status=response.status)
    except BlockedError as error:
        if error.context.get("obstacle") != Obstacle.JAVASCRIPT:
            raise
    except StallwatchError:
        # Merely no picture.
        return


def picture_of(url: str, response: Response) -> tuple[ListingImage | None, str]:
    """Return the picture that a response holds; None and the reason where it is none."""
    kind = (response.headers.get("Content-Type") or b"").lower()
    if response.status != HTTPStatus.OK:
        return None, f"the market answers {response.status}"
    if not response.body or b"html" in kind:
        return None, "what came is no picture"
    return image_from(url, response.body), ""
