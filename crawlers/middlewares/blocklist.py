"""Stops content on the block list before anything keeps, reads or shows it."""

import hashlib
from functools import cached_property

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from core.log import get_logger
from core.records import RunOutcome
from crawlers.blocklist.check import Match, check_body
from crawlers.blocklist.escalation import Met, escalate
from crawlers.blocklist.lists import BlockList
from crawlers.middlewares.component import CrawlComponent
from crawlers.middlewares.refusals import BlockedContent

log = get_logger(__name__)


class BlockListMiddleware(CrawlComponent):
    """Stands between the wire and the WARC: what it refuses was never there.

    The rest of the crawl goes on; a supervisor finds a file in the home's ``escalations``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._blocklist = BlockList.of(self.context.settings)

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand a response on unchanged.

        Raises:
            BlockedContent: The block list names it.
        """
        if self._blocklist.is_empty:
            return response
        match = self._match(request, response)
        if match is not None:
            self._escalate(response, match)
            raise BlockedContent("content on the block list")
        return response

    @cached_property
    def _unpacker(self) -> HttpCompressionMiddleware:
        unpacker = HttpCompressionMiddleware(crawler=self.crawler)
        # The response itself is unpacked, and counted, later.
        unpacker.stats = None
        return unpacker

    def _match(self, request: Request, response: Response) -> Match | None:
        content_type = response.headers.get("Content-Type", b"") or b""
        header = content_type.decode("latin-1") or None
        encoding = self.run_state.profile.encoding
        if "Content-Encoding" in response.headers:
            # A copy: unpacking takes the header away. What cannot be unpacked cannot be
            # checked: the fault goes up, and nothing is kept.
            unpacked = self._unpacker.process_response(request, response.copy())
            found = check_body(self._blocklist, unpacked.body, header, encoding)
            if found is not None:
                return found
        return check_body(self._blocklist, response.body, header, encoding)

    def _escalate(self, response: Response, match: Match) -> None:
        met = Met(
            url=response.url,
            match=match,
            received_sha256=hashlib.sha256(response.body).hexdigest(),
            size_bytes=len(response.body),
        )
        log.error(
            "crawl/blocked_content", url_sha256=met.url_sha256, rule=match.rule.shown
        )
        try:
            escalate(self.context.paths.home, self.run_state, met)
        except OSError as error:
            self.run_state.stop(
                RunOutcome.FAILED,
                "content on the block list was met, and the supervisor's file cannot be "
                f"written to {self.context.paths.home}: {error}; free some disk and tell "
                "the supervisor",
            )
