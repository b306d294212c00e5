"""Loopback ports: taken, free, and who has one."""

import contextlib
import socket

import psutil

from core.errors import LocalPartError
from core.settings import LOOPBACK


def choose_port(wanted: int, *, part: str, setting: str) -> int:
    """Return the wanted port, or a free one where 0 is wanted.

    Raises:
        LocalPartError: The wanted port is in use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            raise LocalPartError(
                f"port {wanted}, which {part} needs, is in use{holder_of(wanted)}; "
                f"end that process or set STALLWATCH_{setting.upper()} to another "
                "port, or to 0 for a free one",
            ) from error
        port: int = probe.getsockname()[1]
        return port


def holder_of(port: int) -> str:
    """Return `` by NAME (pid N)`` for a listening port, or nothing if unknown."""
    with contextlib.suppress(psutil.AccessDenied, psutil.NoSuchProcess):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.pid:
                address = connection.laddr
                if address and address.port == port:
                    name = psutil.Process(connection.pid).name()
                    return f" by {name} (pid {connection.pid})"
    return ""


def is_listening(port: int) -> bool:
    """Tell whether something accepts connections on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0
