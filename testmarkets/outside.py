"""A server that is no part of any market, and writes down whoever comes."""

import socketserver
import threading
from types import TracebackType
from typing import Self

from typing_extensions import override

from testmarkets.request_log import RequestLog
from testmarkets.server import HOST

OUTSIDE = "outside"
"""Its name in the log."""
_PATIENCE_S = 5.0
_READ_BYTES = 4_096
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n"
    b"Connection: close\r\n\r\n<h1>Far outside</h1>"
)


class OutsideServer:
    """Answers anything on a loopback port, and logs every connection.

    Whatever reaches it left the market that a crawler may read, if only as a connection without a request.

    Args:
        log: Where the connections are written.
    """

    def __init__(self, log: RequestLog) -> None:
        self._server = _Server((HOST, 0), _Visit)
        self._server.log = log
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}
        )

    @property
    def origin(self) -> str:
        """Its scheme, host and port."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    log: RequestLog


class _Visit(socketserver.BaseRequestHandler):
    server: _Server

    @override
    def handle(self) -> None:
        self.request.settimeout(_PATIENCE_S)
        try:
            head: bytes = self.request.recv(_READ_BYTES)
        except OSError:
            head = b""
        line, _, rest = head.decode("latin-1").partition("\r\n")
        method, _, path = line.partition(" ")
        hosts = [one for one in rest.split("\r\n") if one.lower().startswith("host:")]
        self.server.log.write(
            OUTSIDE,
            method=method,
            host=hosts[0][5:].strip() if hosts else None,
            path=path.rpartition(" ")[0],
            status=200,
        )
        self.request.sendall(_ANSWER)
