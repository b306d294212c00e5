"""WARCs of other crawlers into the run's own evidence."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.clock import utc_now
from core.log import get_logger
from crawlers.again.bodies import without_chunks
from crawlers.again.intake import CLOCKS_DIFFER, Intake, SavedFile
from crawlers.evidence.entries import INDEXED, date_of
from crawlers.evidence.records import new_record_id, warc_date
from crawlers.evidence.scan import (
    MAX_BLOCK_BYTES,
    BrokenRecordError,
    HttpMessage,
    WarcRecord,
    read_records,
    split_http,
)
from crawlers.evidence.warc import Exchange

HELD_MAX = 1_000
"""Requests that wait for their response: they stand beside it."""
HELD_BYTES_MAX = 64 * 1024 * 1024
"""Of all of them together."""
REMEMBERED_MAX = 100_000
NOT_MODIFIED = 304
KEPT_AS = "X-Archive-Orig-"
"""Before the name of a header that no longer holds for the body."""

log = get_logger(__name__)


@dataclass(slots=True)
class ArchiveFindings:
    """What was in a WARC, beside what was taken in."""

    cut_at: int | None = None
    """Byte from which the file cannot be read."""
    cut_reason: str = ""
    without_body: int = 0
    """Revisits of bodies that are not in the file."""
    oversized: int = 0
    undated: int = 0
    requests: OrderedDict[str, WarcRecord] = field(default_factory=OrderedDict)
    held_bytes: int = 0
    """Of those requests."""
    written: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """Ids of responses that were taken in, by the ids that requests name."""
    bodies: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """SHA-256 of bodies that were taken in, by the digest or address that revisits name."""


def take_archive(
    path: Path, intake: Intake, *, after: Callable[[int], bool] = lambda _: False
) -> ArchiveFindings:
    """Take in every whole record of a WARC, however it is packed.

    Args:
        path: The file.
        intake: Takes what may be read.
        after: Called after each record with the byte reached; True ends it.

    Raises:
        OSError: The file cannot be read, or the evidence not be written.
    """
    findings = ArchiveFindings()
    try:
        for record in read_records(path, strict=False):
            _take(record, intake, findings)
            if after(record.offset):
                break
    except BrokenRecordError as error:
        findings.cut_at = error.context.get("offset", 0)
        findings.cut_reason = error.message
    return findings


def _take(record: WarcRecord, intake: Intake, findings: ArchiveFindings) -> None:
    if record.kind == "request":
        _take_request(record, intake, findings)
    elif record.kind in INDEXED and intake.is_in_scope(record.url):
        _take_capture(record, intake, findings)


def _take_capture(
    record: WarcRecord, intake: Intake, findings: ArchiveFindings
) -> None:
    if record.oversized:
        findings.oversized += 1
        return
    taken_at = _taken_at(record)
    if taken_at is None:
        findings.undated += 1
        return
    if record.kind == "resource":
        content_type = record.headers.get("content-type", "")
        intake.take_file(SavedFile(record.url, taken_at, content_type, record.block))
        return
    message = split_http(record.block)
    body = _body(record, message, intake, findings)
    if body is None:
        findings.without_body += 1
        return
    if _is_too_large(message, body):
        findings.oversized += 1
        return
    record_id = record.headers.get("warc-record-id") or new_record_id()
    exchange = Exchange(
        url=record.url,
        fetched_at=taken_at,
        method="",
        request_headers=[],
        request_body=b"",
        status_line=message.first_line.partition(" ")[2],
        response_headers=_headers(message),
        response_body=body,
    )
    sha256 = intake.take(exchange, record_id)
    if sha256 is not None:
        _remember(record, record_id, sha256, findings)
        _write_held(record, record_id, intake, findings)


def _taken_at(record: WarcRecord) -> datetime | None:
    """Return when a record was captured; None where it does not say, or cannot be right."""
    try:
        taken_at = date_of(record)
    except BrokenRecordError:
        return None
    return taken_at if taken_at <= utc_now() + CLOCKS_DIFFER else None


def _is_too_large(message: HttpMessage, body: bytes) -> bool:
    """Return whether our own record of a response would be too large to be read again."""
    head = sum(len(name) + len(value) + 4 for name, value in _headers(message))
    return head + len(message.first_line) + len(body) + 16 > MAX_BLOCK_BYTES


def _body(
    record: WarcRecord, message: HttpMessage, intake: Intake, findings: ArchiveFindings
) -> bytes | None:
    if record.kind == "response":
        chunked = "chunked" in (message.header("transfer-encoding") or "").lower()
        return without_chunks(message.body) if chunked else message.body
    if message.status == NOT_MODIFIED:
        return b""
    names = (
        record.headers.get("warc-payload-digest"),
        record.headers.get("warc-refers-to"),
        record.headers.get("warc-refers-to-target-uri", "").strip("<>"),
    )
    for name in names:
        if name and name in findings.bodies:
            return intake.archive.body(findings.bodies[name])
    return None


def _headers(message: HttpMessage) -> list[tuple[str, str]]:
    return [
        (f"{KEPT_AS}{name}" if name.lower() == "transfer-encoding" else name, value)
        for name, value in message.headers
    ]


def _remember(
    record: WarcRecord, record_id: str, sha256: str, findings: ArchiveFindings
) -> None:
    findings.written[record_id] = record_id
    digest = record.headers.get("warc-payload-digest")
    for name in (digest, record_id, record.url):
        if name:
            findings.bodies[name] = sha256
    for kept in (findings.written, findings.bodies):
        while len(kept) > REMEMBERED_MAX:
            kept.popitem(last=False)


def _take_request(
    record: WarcRecord, intake: Intake, findings: ArchiveFindings
) -> None:
    response_id = record.headers.get("warc-concurrent-to", "")
    if response_id in findings.written:
        _write_request(record, response_id, intake)
        return
    # It stands before its response, which alone says whether it may come in.
    key = response_id or record.headers.get("warc-record-id", "")
    findings.held_bytes -= _size(findings.requests.pop(key, None))
    findings.requests[key] = record
    findings.held_bytes += _size(record)
    while len(findings.requests) > HELD_MAX or findings.held_bytes > HELD_BYTES_MAX:
        findings.held_bytes -= _size(findings.requests.popitem(last=False)[1])


def _write_held(
    record: WarcRecord, record_id: str, intake: Intake, findings: ArchiveFindings
) -> None:
    for name in (record_id, record.headers.get("warc-concurrent-to", "")):
        held = findings.requests.pop(name, None)
        findings.held_bytes -= _size(held)
        if held is not None:
            _write_request(held, record_id, intake)


def _size(record: WarcRecord | None) -> int:
    return len(record.block) if record is not None else 0


def _write_request(record: WarcRecord, response_id: str, intake: Intake) -> None:
    if record.oversized:
        return
    try:
        date = warc_date(date_of(record))
    except BrokenRecordError:
        return
    intake.archive.add_request(
        record.url,
        date,
        record.block,
        record_id=record.headers.get("warc-record-id") or new_record_id(),
        response_id=response_id,
    )
