"""A SOCKS5 proxy on loopback that records what it is asked for."""

import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

from typing_extensions import override

VERSION, NO_LOGIN, CONNECT = 5, 0, 1
IPV4, DOMAIN = 1, 3
SUCCEEDED, HOST_UNREACHABLE = 0, 4


@dataclass
class SocksProxy:
    """The names it knows, and what was asked of it."""

    port: int
    names: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    """Where a name and port lead to."""
    asked: list[tuple[int, str, int]] = field(default_factory=list)
    """Kind of address, host and port of every request."""

    @property
    def url(self) -> str:
        return f"socks5h://127.0.0.1:{self.port}"

    @property
    def hosts(self) -> set[str]:
        return {host for _, host, _ in self.asked}

    def know(self, name: str, origin: str) -> None:
        """Let a name, at port 80, lead to an origin on loopback."""
        host, _, port = origin.removeprefix("http://").partition(":")
        self.names[name, 80] = (host, int(port))


class _Handler(BaseRequestHandler):
    proxy: SocksProxy
    request: socket.socket

    @override
    def handle(self) -> None:
        _, methods = self._read(2)
        self._read(methods)
        self.request.sendall(bytes([VERSION, NO_LOGIN]))
        _, command, _, kind = self._read(4)
        if kind == DOMAIN:
            host = self._read(self._read(1)[0]).decode()
        else:
            host = socket.inet_ntoa(self._read(4))
        (port,) = struct.unpack("!H", self._read(2))
        self.proxy.asked.append((kind, host, port))
        target = self.proxy.names.get((host, port))
        code = SUCCEEDED if command == CONNECT and target else HOST_UNREACHABLE
        try:
            far = socket.create_connection(target, timeout=5) if target else None
        except OSError:
            far, code = None, HOST_UNREACHABLE
        self.request.sendall(bytes([VERSION, code, 0, IPV4]) + bytes(6))
        if far is not None:
            with far:
                _pass_on(self.request, far)

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.request.recv(count - len(data))
            if not part:
                raise ConnectionError("the client has gone")
            data += part
        return data


def _pass_on(near: socket.socket, far: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([near, far], [], [], 30)
        if not ready:
            return
        for source in ready:
            data = source.recv(65_536)
            if not data:
                return
            (far if source is near else near).sendall(data)


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients may go at any time."""


@contextmanager
def serve_socks() -> Iterator[SocksProxy]:
    """Serve a proxy that knows no name yet, on a free port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    proxy = SocksProxy(server.server_address[1])
    server.RequestHandlerClass = type("Handler", (_Handler,), {"proxy": proxy})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
