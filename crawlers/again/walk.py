"""Goes through an archive as a crawl went through the market: a page tells of what kind others are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from core.errors import SourceError, StallwatchError
from crawlers.again.captures import Capture, RunArchive
from crawlers.again.reading import PageReader
from crawlers.evidence.index import IndexEntry
from crawlers.evidence.scan import BrokenRecordError
from crawlers.ledger.keys import page_key
from crawlers.pages.links import kind_of_url
from crawlers.pages.reader import Reading
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.scope_rules import refusal

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
NO_PAGES = ("image/", "font/", "audio/", "video/", "text/css", "application/javascript")


@dataclass(frozen=True, slots=True)
class Hint:
    """What a folder of saved pages tells of one of them."""

    kind: PageKind | None = None
    name: str | None = None
    """Stands for the market's own id where nothing else gives it."""


class Walk:
    """Reads every page of an archive once, of the kind that the pages leading to it say.

    Args:
        archive: The pages.
        profile: How they are read.
        reader: Takes each.
        hints: What is known beforehand, by address.
        find_kind: Finds the kind of a page that nothing tells of; without it such a page is left out.
        after: Called between two pages; True ends the walk.
    """

    def __init__(
        self,
        archive: RunArchive,
        profile: MarketProfile,
        reader: PageReader,
        *,
        hints: Mapping[str, Hint] | None = None,
        find_kind: Callable[[Capture], Reading] | None = None,
        after: Callable[[], bool] = lambda: False,
    ) -> None:
        self._archive = archive
        self._profile = profile
        self._reader = reader
        self._hints = hints or {}
        self._find_kind = find_kind
        self._after = after
        self._kinds: dict[str, PageKind] = {}
        self._there = {self._key(entry.url) for entry in archive.entries()}
        self.unknown = 0
        """Pages of no known kind: no profile asks for them."""

    def run(self, *, sight: bool) -> bool:
        """Read the pages.

        Args:
            sight: Whether listings that a list shows, and that are not there, were seen.

        Returns:
            Whether all of them were read.
        """
        for address in self._profile.addresses:
            for start in self._profile.start:
                self._kinds[self._key(address + start.url)] = start.kind
        waiting = list(self._archive.entries())
        last = -1
        while waiting and len(waiting) != last:
            last, left = len(waiting), []
            for entry in waiting:
                if self._after():
                    return False
                kind = self._kind(entry)
                if kind is None and not self._is_redirect_of_known(entry):
                    left.append(entry)
                else:
                    self._visit(entry, kind, sight=sight)
            waiting = left
        return self._end(waiting)

    def _kind(self, entry: IndexEntry) -> PageKind | None:
        hint = self._hints.get(entry.url)
        if hint is not None and hint.kind is not None:
            return hint.kind
        known = self._kinds.get(self._key(entry.url))
        return known or kind_of_url(self._profile, entry.url)

    def _is_redirect_of_known(self, entry: IndexEntry) -> bool:
        return entry.status in REDIRECTS and self._key(entry.url) in self._kinds

    def _visit(self, entry: IndexEntry, kind: PageKind | None, *, sight: bool) -> None:
        if entry.status == NOT_MODIFIED or _is_no_page(entry):
            return
        capture = self._load(entry)
        if capture is None:
            return
        if entry.status in REDIRECTS:
            self._follow(capture, kind)
        elif kind is not None and kind in self._profile.pages:
            hint = self._hints.get(entry.url)
            name = hint.name if hint else None
            reading = self._reader.read(capture, kind, name=name)
            if reading is not None:
                self._lead_on(reading, capture, sight=sight)

    def _load(self, entry: IndexEntry) -> Capture | None:
        try:
            return self._archive.load(entry)
        except (SourceError, BrokenRecordError) as error:
            self._reader.unreadable(entry.url, error.message)
            return None

    def _follow(self, capture: Capture, kind: PageKind | None) -> None:
        if capture.location is None or kind is None:
            return
        try:
            target = urljoin(capture.entry.url, capture.location)
        except ValueError:
            return
        self._kinds.setdefault(self._key(target), kind)

    def _lead_on(self, reading: Reading, capture: Capture, *, sight: bool) -> None:
        for link in reading.links:
            self._kinds.setdefault(self._key(link.url), link.kind)
        for card in reading.cards if sight else ():
            there = self._key(card.url) in self._there
            if card.external_id and not there and not self._refused(card.url):
                self._reader.sight(card.external_id, capture)

    def _refused(self, url: str) -> bool:
        return refusal(url, self._profile.hosts) is not None

    def _end(self, waiting: Iterable[IndexEntry]) -> bool:
        """Look at what nothing leads to."""
        for entry in waiting:
            if self._after():
                return False
            if _is_no_page(entry) or entry.status in {*REDIRECTS, NOT_MODIFIED}:
                continue
            capture = self._load(entry) if self._find_kind else None
            if capture is None or self._find_kind is None:
                self.unknown += 1
                continue
            self._try(capture, self._find_kind)
        return True

    def _try(self, capture: Capture, find_kind: Callable[[Capture], Reading]) -> None:
        try:
            kind = find_kind(capture).kind
        except StallwatchError as error:
            self._reader.unreadable(capture.entry.url, error.message)
            return
        hint = self._hints.get(capture.entry.url)
        self._reader.read(capture, kind, name=hint.name if hint else None)

    def _key(self, url: str) -> str:
        return page_key(url, self._profile.addresses)


def _is_no_page(entry: IndexEntry) -> bool:
    return entry.mime.startswith(NO_PAGES)
