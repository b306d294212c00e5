"""Decides which pages a run fetches: discovery apart from extraction."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from core.clock import utc_now
from core.log import get_logger
from core.records import AlertKind, RunAlert, Sighting
from crawlers.context import CrawlContext
from crawlers.ledger.entries import UNLISTED, KnownPage, Progress, Visit
from crawlers.ledger.keys import page_key
from crawlers.ledger.moved import links_at
from crawlers.pages.links import Link
from crawlers.pipelines.publish import Publisher
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.scope_rules import refusal

BARREN_IN_A_ROW = 50
"""Lists in a row that show nothing new: behind them is a trap, or nothing."""
BARREN_LISTS = 1_000
"""Such lists in one run, beyond which even short rows of them are not followed."""
SHORT_ROW = 5
DAY_S = 86_400.0
CLOCK_SLACK_S = 3_600.0
UNNAMED_MIN = 500
"""Listings that nothing names any more and that are asked for; of a large market, a quarter of the known."""
STILL_THERE_MIN, STILL_THERE_SHARE = 2, 0.05
"""More of them that are still there are no accident of lists that shift while they are read."""
READING_PARTS = {"pages", "follow", "language", "encoding", "currency", "categories"}
"""Of a profile: with another one of these, a page says something else."""

log = get_logger(__name__)


class Plan:
    """Knows which pages this run has found, and what is known of them from former runs.

    Lists are always fetched. A listing is when it is new, when a card shows that it changed, when it is due, or when the market shows no card
    of it; a vendor or feedback when it is due. What needs no fetching is sighted, and the links that it had are followed; but a listing that
    only such a link names may be gone by now: if nothing else of this run names it, its page is fetched at the end. So is, once, the page of
    a known listing that nothing names: it may have moved from a list not yet read to one that was.

    Args:
        context: The run.
        publisher: Takes the sightings.
    """

    def __init__(self, context: CrawlContext, publisher: Publisher) -> None:
        self._state = context.state
        self._ledger = context.ledger
        self._publisher = publisher
        self._reader = reader_of(context.state.profile)
        self._progress = self._ledger.progress()
        self._cards: dict[str, list[str]] = {}
        self._doubtful: dict[str, Visit] = {}
        self._unlisted: set[str] = set()
        self._still_there = 0
        self._now = utc_now()

    def first(self) -> list[Visit]:
        """Return the pages to begin with, or those that wait where a run goes on."""
        if self._progress:
            for visit in self._ledger.visits(Progress.SIGHTED):
                known = self._ledger.page(visit.key)
                if known is not None:
                    kept = links_at(known, visit.url)
                    list(self._remembered(kept, visit.depth, visit.barren))
            return list(self._ledger.visits(Progress.WAITING))
        profile = self._state.profile
        if self._state.only:
            links = [Link(url, PageKind.LISTING) for url in self._state.only]
            return [self._ask(link, self._key(link.url), 0, 0) for link in links]
        starts = [
            Link(profile.base_url + page.url, page.kind) for page in profile.start
        ]
        return self._visits(starts, depth=0, barren=0)

    def onward(self, links: Iterable[Link], visit: Visit) -> list[Visit]:
        """Return the pages to fetch of those that a page leads to; sight the others."""
        if self._state.only:
            return []
        links = list(links)
        depth_max = self._state.profile.limits.depth_max
        if visit.depth >= depth_max:
            if any(self._key(link.url) not in self._progress for link in links):
                self._state.add_reason(
                    f"the crawl reached the profile's limits.depth_max ({depth_max}): "
                    "what lies deeper was not read"
                )
            return []
        barren = self._barren(links, visit)
        if self._is_trap(barren, visit):
            links = [link for link in links if link.kind is not PageKind.CATEGORY]
        return self._visits(links, depth=visit.depth + 1, barren=barren)

    def last(self) -> list[Visit]:
        """Return the listings that only remembered links name, then those that nothing names."""
        doubtful, self._doubtful = self._doubtful, {}
        visits = [
            self._ask(Link(visit.url, visit.kind), key, visit.depth, visit.barren)
            for key, visit in doubtful.items()
            if key not in self._progress
        ]
        return visits or self._unnamed()

    def conditions(self, visit: Visit) -> dict[str, str]:
        """Return headers that ask for a page only if it changed since it was read."""
        known = self._ledger.page(visit.key)
        if known is None or not self._counts(known):
            return {}
        given = {
            "If-None-Match": known.etag,
            "If-Modified-Since": known.last_modified,
        }
        return {name: value for name, value in given.items() if value}

    def read(self, page: KnownPage, *, whole: bool = True) -> None:
        """Note that a page was read and its records are with the publisher.

        Args:
            page: What it showed.
            whole: Whether all that belongs to it was fetched; else the next run reads it again.
        """
        cards = tuple(self._cards.pop(page.key, ()))
        fetched_at = page.fetched_at if whole else 0.0
        self._note_if_unlisted(page.key)
        reader = UNLISTED if self.is_unlisted(page.key) else self._reader
        page = replace(page, reader=reader, cards=cards, fetched_at=fetched_at)
        self._publisher.changes.pages.append(page)
        self._done(page.key)

    def unchanged(self, visit: Visit, fetched_at: datetime) -> tuple[Link, ...] | None:
        """Note that the market says a page has not changed; return where it leads.

        None where nothing is known of the page, so that the answer says nothing.
        """
        known = self._ledger.page(visit.key)
        if known is None:
            return None
        self._state.not_modified += 1
        self._note_if_unlisted(visit.key)
        self._sight(known, fetched_at)
        cards = {*known.cards, *self._cards.pop(visit.key, ())}
        page = replace(
            known,
            reader=UNLISTED if self.is_unlisted(visit.key) else known.reader,
            cards=tuple(sorted(cards)),
            fetched_at=fetched_at.timestamp(),
        )
        self._publisher.changes.pages.append(page)
        self._done(visit.key)
        return links_at(known, visit.url)

    def unread(self, visit: Visit) -> None:
        """Note that a page could not be fetched or read: it was named, so it is there."""
        known = self._ledger.page(visit.key)
        if known is not None:
            self._sight(known, utc_now())
            if self.is_unlisted(visit.key):
                page = replace(known, reader=UNLISTED)
                self._publisher.changes.pages.append(page)
        hosts = self._state.profile.hosts
        if visit.kind is PageKind.CATEGORY and refusal(visit.url, hosts) is None:
            # However few they are: what only they name must not be taken for gone.
            self._state.unread_lists += 1
        self._done(visit.key)

    def is_unlisted(self, key: str) -> bool:
        """Return whether a page is only asked for because nothing names it any more."""
        return key in self._unlisted

    def missing(self, visit: Visit) -> None:
        """Note that the market does not have a page, or not any more."""
        self._publisher.changes.gone.append(visit.key)
        self._done(visit.key)

    def _unnamed(self) -> list[Visit]:
        """Return the known listings that nothing in this run has named, each once over all runs.

        Lists shift while they are read. Where the page is still there, the listing is; not named by the next run either, it is not asked
        for again, and not seen.
        """
        if self._state.only:
            return []
        known = list(self._ledger.listings())
        unnamed = [
            (key, url)
            for key, url, record_id in known
            if not (key in self._progress or self._publisher.has_seen(record_id))
            # Else of an address that the market had before.
            and refusal(url, self._state.profile.hosts) is None
        ]
        most = max(UNNAMED_MIN, len(known) // 4)
        if len(unnamed) > most:
            self._warn(
                f"the lists name {len(unnamed)} of {len(known)} known listings no more, of "
                f"which {most} were asked for: see whether the lists are still read as a "
                "whole, then crawl again"
            )
        self._unlisted |= {key for key, _ in unnamed[:most]}
        return [
            self._ask(Link(url, PageKind.LISTING), key, 0, 0)
            for key, url in unnamed[:most]
        ]

    def _note_if_unlisted(self, key: str) -> None:
        """Take note of a listing that is still there and that no list names."""
        if not self.is_unlisted(key):
            return
        self._still_there += 1
        seen = self._state.listings + self._state.sighted
        if self._still_there > max(STILL_THERE_MIN, STILL_THERE_SHARE * seen):
            self._warn(
                "many listings are still there that no list names any more: the lists may "
                "have changed; compare them with the profile's pages.category and follow"
            )

    def _warn(self, reason: str) -> None:
        self._state.add_reason(reason)
        self._state.alert(RunAlert(kind=AlertKind.FEWER_RECORDS, message=reason))

    def _visits(self, links: Iterable[Link], *, depth: int, barren: int) -> list[Visit]:
        found = []
        queue = deque(links)
        while queue:
            link = queue.popleft()
            key = self._key(link.url)
            if not self._is_open(link, key):
                continue
            known = self._ledger.page(key)
            if known is None or not self._may_rest(link, known):
                found.append(self._ask(link, key, depth, barren))
                continue
            visit = Visit(key, link.url, link.kind, link.card, depth, barren)
            self._publisher.changes.visits.append((visit, Progress.SIGHTED))
            self._progress[key] = Progress.SIGHTED
            self._sight(known, utc_now())
            queue.extend(self._remembered(links_at(known, link.url), depth, barren))
        return found

    def _remembered(
        self, links: Iterable[Link], depth: int, barren: int
    ) -> Iterator[Link]:
        """Put aside the listings that a page led to when it was last read; give the rest."""
        for link in links:
            if link.kind is PageKind.LISTING:
                key = self._key(link.url)
                visit = Visit(key, link.url, link.kind, None, depth, barren)
                self._doubtful.setdefault(key, visit)
            else:
                yield link

    def _is_open(self, link: Link, key: str) -> bool:
        """Return whether it is still to be decided what to do with a page."""
        progress = self._progress.get(key)
        if progress is None:
            return True
        if link.card is None:
            return False
        if progress is Progress.WAITING:
            if link.card not in self._cards.setdefault(key, []):
                self._cards[key].append(link.card)
            return False
        if progress is Progress.DONE:
            self._publisher.changes.cards.append((key, link.card))
            return False
        # One list showed it as it was, another one shows that it has changed.
        return True

    def _may_rest(self, link: Link, known: KnownPage) -> bool:
        if link.kind is PageKind.CATEGORY or not self._counts(known):
            return False
        recrawl = self._state.profile.recrawl
        if link.kind is PageKind.LISTING:
            is_new_card = link.card is not None and link.card not in known.cards
            if is_new_card or not known.cards:
                return False
            days = recrawl.listings_after_days
        else:
            days = recrawl.vendors_after_days
        now = self._now.timestamp()
        # Of a clock that was ahead: nobody knows how old it is.
        is_of_future = known.fetched_at > now + CLOCK_SLACK_S
        return known.fetched_at > now - days * DAY_S and not is_of_future

    def _counts(self, known: KnownPage) -> bool:
        """Return whether what is known of a page is what reading it would give."""
        is_read = known.fetched_at > 0 and known.reader == self._reader
        return is_read and not self._state.full

    def _ask(self, link: Link, key: str, depth: int, barren: int) -> Visit:
        visit = Visit(key, link.url, link.kind, link.card, depth, barren)
        self._progress[key] = Progress.WAITING
        self._publisher.changes.visits.append((visit, Progress.WAITING))
        if link.card is not None:
            self._cards[key] = [link.card]
        return visit

    def _sight(self, known: KnownPage, seen_at: datetime) -> None:
        self._publisher.changes.seen.append((known.key, seen_at.timestamp()))
        if known.record_id is not None:
            sighting = Sighting(record_id=known.record_id, seen_at=seen_at)
            if known.kind is PageKind.LISTING:
                self._publisher.sight_listing(sighting)
            else:
                self._publisher.sight_vendor(sighting)
        if known.vendor_id is not None:
            vendor = Sighting(record_id=known.vendor_id, seen_at=seen_at)
            self._publisher.sight_vendor(vendor)

    def _done(self, key: str) -> None:
        self._progress[key] = Progress.DONE
        self._publisher.changes.done.append(key)

    def _barren(self, links: Iterable[Link], visit: Visit) -> int:
        """Return how many lists in a row have shown nothing new, this one included."""
        if visit.kind is not PageKind.CATEGORY:
            return visit.barren
        for link in links:
            is_list = link.kind is PageKind.CATEGORY
            if not is_list and self._key(link.url) not in self._progress:
                return 0
        self._state.barren_lists += 1
        return visit.barren + 1

    def _is_trap(self, barren: int, visit: Visit) -> bool:
        too_many = self._state.barren_lists > BARREN_LISTS and barren >= SHORT_ROW
        if barren >= BARREN_IN_A_ROW or too_many:
            log.warning("crawl/barren", url=visit.url, lists=barren)
            return True
        return False

    def _key(self, url: str) -> str:
        return page_key(url, self._state.profile.addresses)


def reader_of(profile: MarketProfile) -> str:
    """Return a digest of the part of a profile that says how pages are read."""
    parts = profile.model_dump_json(include=READING_PARTS)
    return hashlib.sha256(parts.encode()).hexdigest()[:16]
