"""Exchanges and archives as the tests of evidence need them."""

from datetime import UTC, datetime
from pathlib import Path

from crawlers.evidence.warc import Exchange, WarcArchive

FETCHED_AT = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8801"


def make_exchange(
    path: str = "/item/7?x=1", body: bytes = b"<p>a lamp</p>", **headers: str
) -> Exchange:
    return Exchange(
        url=ORIGIN + path,
        fetched_at=FETCHED_AT,
        method="GET",
        request_headers=[("Host", "127.0.0.1:8801")],
        request_body=b"",
        status_line="200 OK",
        response_headers=[
            ("Content-Type", "text/html; charset=utf-8"),
            *headers.items(),
        ],
        response_body=body,
    )


def make_archive(folder: Path, *exchanges: Exchange, run_id: str = "r1") -> Path:
    path = folder / f"lamps-{run_id}.warc.gz"
    archive = WarcArchive(path, {"isPartOf": run_id}, index=folder / f"{run_id}.cdxj")
    for exchange in exchanges:
        archive.add(exchange)
    archive.close()
    return path
