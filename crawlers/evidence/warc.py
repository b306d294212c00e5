"""One WARC a run: every request and raw response, as evidence, and its index."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.clock import utc_now
from crawlers.evidence.entries import mime_of
from crawlers.evidence.files import (
    RESTRICTED,
    append_private,
    private_folder,
    write_all,
)
from crawlers.evidence.index import REVISIT_MIME, IndexEntry, time14
from crawlers.evidence.records import (
    REVISIT_PROFILE,
    fields,
    http_head,
    new_record_id,
    record,
    warc_date,
)
from crawlers.evidence.resume import CutOff, note_body, reopen
from crawlers.evidence.scan import HttpMessage, read_record, split_http

SOFTWARE = "stallwatch"
_FIELDS = "application/warc-fields"
_REQUEST = "application/http; msgtype=request"
_RESPONSE = "application/http; msgtype=response"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response as they went over the wire."""

    url: str
    fetched_at: datetime
    method: str
    request_headers: list[tuple[str, str]]
    request_body: bytes
    status_line: str
    """Such as ``200 OK``."""
    response_headers: list[tuple[str, str]]
    response_body: bytes
    """As received, before any decompression."""

    @property
    def status(self) -> int:
        """The response's status."""
        # As it is read again from the record, where it may be no status at all.
        return HttpMessage(f"HTTP/1.1 {self.status_line}").status


class WarcArchive:
    """Appends to the WARC of one run and to the index beside it.

    A WARC that is there already is gone on with: what was cut off at its end is kept in a file of its own.

    Args:
        path: The file; it is made with its folder.
        about: What the ``warcinfo`` record says of the run.
        index: The index; without it, the WARC's name decides.

    Raises:
        OSError: The disk takes nothing.
    """

    def __init__(
        self, path: Path, about: dict[str, str], *, index: Path | None = None
    ) -> None:
        private_folder(path.parent)
        self._path = path
        index = index or path.with_name(f"{path.name.removesuffix('.warc.gz')}.cdxj")
        self._first_seen: dict[bytes, int] = {}
        self._end = 0
        self.cut_off: CutOff | None = None
        """What an earlier process had left unfinished."""
        if path.is_file():
            reopened = reopen(path, index)
            self._first_seen, self._end = reopened.first_seen, reopened.end
            self.cut_off = reopened.cut_off
        self._warc = append_private(path)
        try:
            self._index = append_private(index)
            self._index_end = os.fstat(self._index).st_size
            self._begin(about)
        except OSError:
            os.close(self._warc)
            raise

    def add(self, exchange: Exchange) -> str:
        """Write a request and its response and return the SHA-256 of the response's body.

        Raises:
            OSError: The disk takes no more; nothing of the exchange is kept.
        """
        return self._add(exchange, new_record_id(), with_request=True)

    def add_response(self, exchange: Exchange, record_id: str) -> str:
        """Write a response alone, under the id that it had in another archive.

        Raises:
            OSError: The disk takes no more; nothing of it is kept.
        """
        return self._add(exchange, record_id, with_request=False)

    def add_request(
        self, url: str, date: str, block: bytes, *, record_id: str, response_id: str
    ) -> None:
        """Write a request alone, as it stood in another archive.

        Raises:
            OSError: The disk takes no more; nothing of it is kept.
        """
        data = record(
            "request",
            date=date,
            content_type=_REQUEST,
            head=block,
            url=url,
            record_id=record_id,
            extra={"WARC-Concurrent-To": response_id},
        )
        self._append(data, None)

    def _add(self, exchange: Exchange, response_id: str, *, with_request: bool) -> str:
        date = warc_date(exchange.fetched_at)
        head = http_head(f"HTTP/1.1 {exchange.status_line}", exchange.response_headers)
        body = exchange.response_body
        sha256 = hashlib.sha256(body).hexdigest()
        response, mime = self._response(
            exchange.url, date, response_id, head, body, sha256
        )
        request = self._request(exchange, date, response_id) if with_request else b""
        entry = IndexEntry(
            url=exchange.url,
            time=time14(exchange.fetched_at),
            status=exchange.status,
            mime=mime or _mime(exchange.response_headers),
            sha256=sha256,
            offset=self._end,
            length=len(response),
            filename=self._path.name,
        )
        self._append(response + request, entry)
        return sha256

    def body(self, sha256: str) -> bytes | None:
        """Return a body that this archive holds; None where it has none with the digest."""
        offset = self._first_seen.get(bytes.fromhex(sha256))
        if offset is None:
            return None
        found = read_record(self._path, offset)
        return found.block if found.kind == "resource" else split_http(found.block).body

    def add_file(
        self, url: str, taken_at: datetime, content_type: str, body: bytes
    ) -> str:
        """Write a saved file that came without a request, and return its SHA-256.

        Raises:
            OSError: The disk takes no more; nothing of it is kept.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        data = record(
            "resource",
            date=warc_date(taken_at),
            content_type=content_type,
            head=b"",
            body=body,
            url=url,
            extra={"WARC-Payload-Digest": f"sha256:{sha256}"},
        )
        entry = IndexEntry(
            url=url,
            time=time14(taken_at),
            status=0,
            mime=mime_of(content_type),
            sha256=sha256,
            offset=self._end,
            length=len(data),
            filename=self._path.name,
        )
        self._append(data, entry)
        return sha256

    def note(self, **facts: str) -> None:
        """Write what else belongs to the evidence, as a ``metadata`` record.

        Raises:
            OSError: The disk takes no more.
        """
        self._append(self._fields("metadata", facts), None)

    def close(self) -> None:
        """Finish the files; they are on the disk from here on."""
        for handle in (self._warc, self._index):
            # Devices and some file systems cannot be waited for.
            with suppress(OSError):
                os.fsync(handle)
            os.close(handle)

    def _begin(self, about: dict[str, str]) -> None:
        facts = {"software": SOFTWARE, "format": "WARC File Format 1.1"} | about
        self._append(self._fields("warcinfo", facts | {"notice": RESTRICTED}), None)
        if self.cut_off is not None:
            self.note(
                **{
                    "cut-off-file": self.cut_off.name,
                    "cut-off-offset": str(self.cut_off.offset),
                    "cut-off-bytes": str(self.cut_off.size_bytes),
                    "cut-off-sha256": self.cut_off.sha256,
                }
            )

    def _fields(self, kind: str, facts: dict[str, str]) -> bytes:
        return record(
            kind,
            date=warc_date(utc_now()),
            content_type=_FIELDS,
            head=fields(facts),
            extra={"WARC-Filename": self._path.name} if kind == "warcinfo" else None,
        )

    def _response(
        self, url: str, date: str, record_id: str, head: bytes, body: bytes, sha256: str
    ) -> tuple[bytes, str | None]:
        """Return the record of a response, and its media type where it is a revisit."""
        earlier = self._first_seen.get(bytes.fromhex(sha256)) if body else None
        digest = {"WARC-Payload-Digest": f"sha256:{sha256}"}
        if earlier is None:
            data = record(
                "response",
                date=date,
                content_type=_RESPONSE,
                head=head,
                body=body,
                url=url,
                record_id=record_id,
                extra=digest,
            )
            return data, None
        first = read_record(self._path, earlier).headers
        data = record(
            "revisit",
            date=date,
            content_type=_RESPONSE,
            head=head,
            url=url,
            record_id=record_id,
            extra={
                **digest,
                "WARC-Profile": REVISIT_PROFILE,
                "WARC-Refers-To": first["warc-record-id"],
                "WARC-Refers-To-Target-URI": first["warc-target-uri"],
                "WARC-Refers-To-Date": first["warc-date"],
            },
        )
        return data, REVISIT_MIME

    def _request(self, exchange: Exchange, date: str, response_id: str) -> bytes:
        target = exchange.url.split("/", 3)
        path = f"/{target[3]}" if len(target) > 3 else "/"
        first_line = f"{exchange.method} {path} HTTP/1.1"
        return record(
            "request",
            date=date,
            content_type=_REQUEST,
            head=http_head(first_line, exchange.request_headers),
            body=exchange.request_body,
            url=exchange.url,
            extra={"WARC-Concurrent-To": response_id},
        )

    def _append(self, data: bytes, entry: IndexEntry | None) -> None:
        line = entry.line() if entry is not None else b""
        try:
            write_all(self._warc, data)
            write_all(self._index, line)
        except OSError:
            # Half a record must not stand in the way of the next one.
            for handle, end in (
                (self._warc, self._end),
                (self._index, self._index_end),
            ):
                with suppress(OSError):
                    os.ftruncate(handle, end)
            raise
        if entry is not None:
            note_body(self._first_seen, entry)
        self._end += len(data)
        self._index_end += len(line)


def _mime(headers: list[tuple[str, str]]) -> str:
    found = [value for name, value in headers if name.lower() == "content-type"]
    return mime_of(found[0] if found else None)
