"""The responses that a run's WARC holds, as a reader needs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from core.records import ListingImage, Snapshot
from crawlers.again.bodies import unpack
from crawlers.evidence.entries import date_of
from crawlers.evidence.index import IndexEntry, read_index
from crawlers.evidence.scan import read_record, split_http
from crawlers.images import image_from
from crawlers.observations import snapshot_of
from crawlers.pages.reader import Page

MIB = 1024 * 1024
MAX_BODY_BYTES = 10 * MIB
"""As in a crawl: a larger page, or one that unpacks to more, is not read."""
OK = range(200, 300)
FILE_STATUS = 200
"""Of a saved file, which has none of its own."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A response."""

    entry: IndexEntry
    fetched_at: datetime
    page: Page
    received_bytes: int
    location: str | None
    """Where a redirect leads, as it says."""

    def snapshot(self, run_id: str) -> Snapshot:
        """Return the record of the response, of the run whose WARC holds it."""
        return snapshot_of(
            run_id=run_id,
            url=self.entry.url,
            status=self.page.status,
            fetched_at=self.fetched_at,
            received_sha256=self.entry.sha256,
            parsed_sha256=sha256(self.page.body).hexdigest(),
            size_bytes=self.received_bytes,
        )


class RunArchive:
    """The WARC of one run.

    Of an address that was asked for several times, the last answer with content counts: what came before it was a refusal, a lost session
    or an older capture.

    Args:
        warc: The file.
        index: Its index.
    """

    def __init__(self, warc: Path, index: Path) -> None:
        self._warc = warc
        self._chosen: dict[str, IndexEntry] = {}
        self._holders: dict[str, int] = {}
        self.older = 0
        """Captures of an address that is there once more, with content."""
        for entry in read_index(index):
            self._take(entry)

    def entries(self) -> Iterator[IndexEntry]:
        """Yield one capture of each address, in the order of capture."""
        yield from sorted(self._chosen.values(), key=lambda entry: entry.offset)

    def __len__(self) -> int:
        return len(self._chosen)

    def load(self, entry: IndexEntry) -> Capture:
        """Return a response.

        Raises:
            BrokenRecordError: The WARC is damaged there.
            LayoutChangedError: Its body cannot be unpacked.
        """
        record = read_record(self._warc, entry.offset)
        if record.kind == "resource":
            mime = record.headers.get("content-type")
            page = Page(entry.url, record.block, FILE_STATUS, mime)
            return Capture(entry, date_of(record), page, len(record.block), None)
        message = split_http(record.block)
        received = message.body
        if entry.is_revisit:
            received = self._body(self._holders[entry.sha256])
        body = unpack(
            received,
            message.header("content-encoding"),
            limit=MAX_BODY_BYTES,
            url=entry.url,
        )
        page = Page(entry.url, body, message.status, message.header("content-type"))
        location = message.header("location")
        return Capture(entry, date_of(record), page, len(received), location)

    def image(self, url: str) -> ListingImage | None:
        """Return a picture; None where the archive does not hold it."""
        entry = self._chosen.get(url)
        if entry is None or entry.status not in {0, *OK}:
            return None
        found = self.load(entry).page
        if not found.body or "html" in (found.content_type or "").lower():
            return None
        return image_from(url, found.body)

    def _take(self, entry: IndexEntry) -> None:
        if not entry.is_revisit:
            self._holders.setdefault(entry.sha256, entry.offset)
        before = self._chosen.get(entry.url)
        if before is None or _is_content(entry) or not _is_content(before):
            self.older += before is not None and _is_content(before)
            self._chosen[entry.url] = entry

    def _body(self, offset: int) -> bytes:
        record = read_record(self._warc, offset)
        return (
            record.block if record.kind == "resource" else split_http(record.block).body
        )


def _is_content(entry: IndexEntry) -> bool:
    return entry.status == 0 or entry.status in OK
