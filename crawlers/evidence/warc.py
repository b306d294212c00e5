"""One WARC a run: every request and raw response, as evidence."""

import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from typing_extensions import override
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

GZIP_LEVEL = 1
"""Low: the crawl waits for it. Level 9 costs six times as long for a tenth less."""
SOFTWARE = "stallwatch"


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


class WarcArchive:
    """Appends to the WARC of one run.

    Args:
        path: The file; it is made with its folder.
        run: What the ``warcinfo`` record says of the run.

    Raises:
        OSError: The disk takes nothing.
    """

    def __init__(self, path: Path, run: dict[str, str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")
        self._writer = _LightWriter(self._file, gzip=False, warc_version="1.1")
        info = self._writer.create_warcinfo_record(
            path.name, {"software": SOFTWARE} | run
        )
        try:
            self._writer.write_record(info)
        except OSError:
            # What could not be written cannot be written at the end either.
            with suppress(OSError):
                self._file.close()
            raise

    def add(self, exchange: Exchange) -> None:
        """Write a request and its response.

        Raises:
            OSError: The disk takes no more.
        """
        date = exchange.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        response = self._record(
            exchange,
            "response",
            StatusAndHeaders(
                exchange.status_line, exchange.response_headers, protocol="HTTP/1.1"
            ),
            exchange.response_body,
            date,
        )
        target = exchange.url.split("/", 3)
        path = f"/{target[3]}" if len(target) > 3 else "/"
        request = self._record(
            exchange,
            "request",
            StatusAndHeaders(
                f"{exchange.method} {path} HTTP/1.1",
                exchange.request_headers,
                is_http_request=True,
            ),
            exchange.request_body,
            date,
        )
        self._writer.write_request_response_pair(request, response)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _record(
        self,
        exchange: Exchange,
        kind: str,
        headers: StatusAndHeaders,
        body: bytes,
        date: str,
    ) -> Any:
        return self._writer.create_warc_record(
            exchange.url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": date},
        )


class _Member:
    """One gzip member around one record, as the format asks."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._compressor = zlib.compressobj(
            GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16
        )

    def write(self, data: bytes) -> None:
        self._out.write(self._compressor.compress(data))

    def flush(self) -> None:
        self._out.write(self._compressor.flush())
        self._out.flush()


class _LightWriter(WARCWriter):  # type: ignore[misc]  # warcio has no annotations
    @override
    def _write_warc_record(self, out: IO[bytes], record: Any) -> None:
        super()._write_warc_record(_Member(out), record)
