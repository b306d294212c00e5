"""What the index says of a record."""

import hashlib
from datetime import UTC, datetime

from crawlers.evidence.index import REVISIT_MIME, IndexEntry, time14
from crawlers.evidence.scan import (
    BrokenRecordError,
    HttpMessage,
    WarcRecord,
    split_http,
)

INDEXED = frozenset({"response", "revisit", "resource"})
UNKNOWN_MIME = "unk"


def entry_of(record: WarcRecord, filename: str) -> IndexEntry | None:
    """Return the line of a record's capture; None for records that are none.

    Raises:
        BrokenRecordError: The record lacks what a capture must say.
    """
    if record.kind not in INDEXED:
        return None
    moment = date_of(record)
    message = split_http(record.block) if record.kind != "resource" else None
    return IndexEntry(
        url=record.url,
        time=time14(moment),
        status=message.status if message else 0,
        mime=_mime(record, message),
        sha256=_digest(record, message),
        offset=record.offset,
        length=record.length,
        filename=filename,
    )


def mime_of(content_type: str | None) -> str:
    """Return a media type without its parameters."""
    mime = (content_type or "").partition(";")[0].strip().lower()
    return mime or UNKNOWN_MIME


def date_of(record: WarcRecord) -> datetime:
    """Return when a record was captured.

    Raises:
        BrokenRecordError: It does not say.
    """
    text = record.headers.get("warc-date", "")
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BrokenRecordError(
            "the record's WARC-Date is no time", offset=record.offset
        ) from error


def _mime(record: WarcRecord, message: HttpMessage | None) -> str:
    if record.kind == "revisit":
        return REVISIT_MIME
    if message is None:
        return mime_of(record.headers.get("content-type"))
    return mime_of(message.header("content-type"))


def _digest(record: WarcRecord, message: HttpMessage | None) -> str:
    if record.kind == "revisit":
        # Its body stands elsewhere: this is what it says of it.
        return record.headers.get("warc-payload-digest", "").removeprefix("sha256:")
    body = message.body if message else record.block
    return hashlib.sha256(body).hexdigest()
