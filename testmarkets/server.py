"""Runs test marketplaces on loopback ports of this machine, all in one thread."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from core.errors import LocalPartError

HOST = "127.0.0.1"
"""Test marketplaces never listen on another interface."""
READY_S = 30.0
_POLL_S = 0.01
_GRACE_S = 1
"""How long open answers, stalled ones above all, may go on after the end."""


class MarketServers:
    """Applications, each served on a port of its own from one background thread.

    Ports are taken when the object is made, so that a port in use is known at once. Use it in a ``with`` statement.

    Args:
        apps: The marketplaces by name.
        ports: The port of each; 0 takes a free one.

    Raises:
        LocalPartError: A port is in use.
    """

    def __init__(self, apps: Mapping[str, ASGIApp], ports: Mapping[str, int]) -> None:
        self._sockets: dict[str, socket.socket] = {}
        self._thread = threading.Thread(target=self._run, name="testmarkets")
        try:
            for market in apps:
                self._sockets[market] = _bound_socket(market, ports.get(market, 0))
        except LocalPartError:
            self._close_sockets()
            raise
        self._servers = {market: _server(app) for market, app in apps.items()}

    @property
    def origins(self) -> dict[str, str]:
        """Scheme, host and port of every market, by name."""
        return {
            market: f"http://{HOST}:{bound.getsockname()[1]}"
            for market, bound in self._sockets.items()
        }

    def __enter__(self) -> Self:
        self._thread.start()
        for _ in range(round(READY_S / _POLL_S)):
            if all(server.started for server in self._servers.values()):
                return self
            self._thread.join(_POLL_S)
        self.stop()
        raise LocalPartError(
            f"the test marketplaces did not start within {READY_S:.0f} seconds; "
            "look for the reason in the lines above and try again"
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def take_down(self, market: str) -> None:
        """End one market, so that connections to it are refused; the others stay."""
        self._servers[market].should_exit = True

    def stop(self) -> None:
        """End every server and give the ports back."""
        for server in self._servers.values():
            server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()
        self._close_sockets()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        pairs = zip(self._servers.values(), self._sockets.values(), strict=True)
        await asyncio.gather(*(server.serve([bound]) for server, bound in pairs))

    def _close_sockets(self) -> None:
        for bound in self._sockets.values():
            with contextlib.suppress(OSError):
                bound.close()


def require_free_ports(ports: Mapping[str, int]) -> None:
    """Refuse ports that are in use, before the work of building what they will serve.

    Raises:
        LocalPartError: A port is in use.
    """
    for market, port in ports.items():
        _bound_socket(market, port).close()


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        lifespan="off",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=_GRACE_S,
        server_header=False,
    )
    return uvicorn.Server(config)


def _bound_socket(market: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        bound.listen(128)
    except (OSError, OverflowError) as error:
        bound.close()
        raise LocalPartError(
            f"cannot serve {market} on port {port}: {error}; choose a free port, "
            "or 0 to take any",
            market=market,
            port=port,
        ) from error
    return bound
