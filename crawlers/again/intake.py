"""The door of an import: what is out of scope or on the block list does not come in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import LayoutChangedError
from core.log import get_logger
from crawlers.again.bodies import unpack
from crawlers.again.captures import MAX_BODY_BYTES
from crawlers.blocklist.check import Match, check_body
from crawlers.blocklist.escalation import Met, escalate
from crawlers.blocklist.lists import BlockList
from crawlers.context import CrawlContext
from crawlers.evidence.warc import Exchange, WarcArchive
from crawlers.scope_rules import refusal

CLOCKS_DIFFER = timedelta(days=1)
"""What is dated later than this from now is no capture: it would win over every later crawl."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A saved page without the exchange that brought it."""

    url: str
    taken_at: datetime
    content_type: str
    body: bytes


class Intake:
    """Writes what may be read into the run's own evidence.

    Args:
        context: The run.
        archive: Its WARC.
    """

    def __init__(self, context: CrawlContext, archive: WarcArchive) -> None:
        self._home = context.settings.home
        self._state = context.state
        self._blocklist = BlockList.of(context.settings)
        self.archive = archive
        self.taken = 0

    def is_in_scope(self, url: str) -> bool:
        """Return whether an address may be read; count it where it may not."""
        reason = refusal(url, self._state.profile.hosts)
        if reason is None:
            return True
        self._state.out_of_scope += 1
        log.debug("import/out_of_scope", reason=reason)
        return False

    def take(self, exchange: Exchange, record_id: str) -> str | None:
        """Keep a response of an archive; returns its digest, or None where it is refused.

        Raises:
            OSError: The evidence cannot be written.
        """
        headers = {name.lower(): value for name, value in exchange.response_headers}
        if self._is_blocked(
            exchange.url,
            exchange.response_body,
            content_type=headers.get("content-type"),
            encoding=headers.get("content-encoding"),
        ):
            return None
        self._count(exchange.response_body)
        return self.archive.add_response(exchange, record_id)

    def take_file(self, file: SavedFile) -> None:
        """Keep a saved page, unless it is refused.

        Raises:
            OSError: The evidence cannot be written.
        """
        if not self._is_blocked(file.url, file.body, content_type=file.content_type):
            self._count(file.body)
            self.archive.add_file(file.url, file.taken_at, file.content_type, file.body)

    def _count(self, body: bytes) -> None:
        self.taken += 1
        self._state.bytes_received += len(body)

    def _is_blocked(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str | None,
        encoding: str | None = None,
    ) -> bool:
        if self._blocklist.is_empty:
            return False
        found = self._check(body, content_type)
        if found is None and encoding:
            found = self._match_inside(body, encoding, content_type, url)
        if found is None:
            return False
        digest = hashlib.sha256(body).hexdigest()
        escalate(self._home, self._state, Met(url, found, digest, len(body)))
        return True

    def _match_inside(
        self, body: bytes, encoding: str, content_type: str | None, url: str
    ) -> Match | None:
        try:
            page = unpack(body, encoding, limit=MAX_BODY_BYTES, url=url)
        except LayoutChangedError:
            # Nobody will read it either.
            return None
        return self._check(page, content_type)

    def _check(self, body: bytes, content_type: str | None) -> Match | None:
        encoding = self._state.profile.encoding
        return check_body(self._blocklist, body, content_type, encoding)
