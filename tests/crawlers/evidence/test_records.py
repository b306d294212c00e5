import gzip
import hashlib

from crawlers.evidence.records import fields, http_head, record


def test_record_is_as_the_standard_says() -> None:
    data = record(
        "response",
        date="2026-11-22T12:00:00Z",
        content_type="application/http; msgtype=response",
        head=b"HTTP/1.1 200 OK\r\n\r\n",
        body=b"body",
        url="http://127.0.0.1/",
        record_id="<urn:uuid:1>",
    )
    block = b"HTTP/1.1 200 OK\r\n\r\nbody"
    digest = hashlib.sha256(block).hexdigest()
    assert gzip.decompress(data).decode() == (
        "WARC/1.1\r\n"
        "WARC-Type: response\r\n"
        "WARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Date: 2026-11-22T12:00:00Z\r\n"
        "WARC-Target-URI: http://127.0.0.1/\r\n"
        f"WARC-Block-Digest: sha256:{digest}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        "Content-Length: 23\r\n"
        "\r\n"
        "HTTP/1.1 200 OK\r\n\r\nbody\r\n\r\n"
    )


def test_headers_keep_their_bytes_and_stay_on_their_line() -> None:
    head = http_head("GET / HTTP/1.1", [("X", "\xe9\xe8"), ("Y", "a\r\nZ: b")])
    assert head == b"GET / HTTP/1.1\r\nX: \xe9\xe8\r\nY: a  Z: b\r\n\r\n"


def test_fields_stay_on_their_lines() -> None:
    assert fields({"a": "b\nc: d"}) == b"a: b c: d\r\n"
