"""Runs the API: ``python -m api.serve``."""

import socket
import sys

import uvicorn

from api.app import create_app
from core.errors import ConfigError, LocalPartError, StallwatchError
from core.log import configure_logging
from core.settings import Settings, get_settings

BACKLOG = 128
HEADER_BYTES = 32 * 1024
"""Request line and headers beyond this end the connection."""
SHUTDOWN_S = 10


def main() -> int:
    """Serve until told to stop; return the exit status."""
    try:
        settings = get_settings()
        configure_logging(settings.log_level, room="api")
        with listen(settings) as listener:
            serve(settings, listener)
    except StallwatchError as error:
        sys.stderr.write(f"the API cannot start: {error}\n")
        return 1
    return 0


def serve(settings: Settings, listener: socket.socket) -> None:
    """Answer requests on a socket until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        create_app(settings),
        access_log=False,  # The audit log says more, and keys never reach a file.
        log_config=None,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    host, port = listener.getsockname()[:2]
    sys.stdout.write(f"API ready to listen on http://{_bracketed(host)}:{port}\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises:
        LocalPartError: The port is in use, or reserved.
        ConfigError: The host is no address of this machine.
    """
    host, port = settings.api_host, settings.api_port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ConfigError(
            f"STALLWATCH_API_HOST is no address of this machine: {error}", host=host
        ) from error
    family, _, _, _, address = found[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise LocalPartError(
            f"port {port} of {host} cannot be used ({error.strerror}): stop what "
            "listens there (`stallwatch down` if it is an older API), or choose another "
            "with STALLWATCH_API_PORT",
            host=host,
            port=port,
        ) from error
    return listener


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    raise SystemExit(main())
