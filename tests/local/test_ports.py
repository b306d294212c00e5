import os
import socket

import pytest

from core.errors import LocalPartError
from core.settings import LOOPBACK
from local.ports import choose_port, holder_of, is_listening


@pytest.fixture
def taken() -> object:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_zero_takes_a_free_port() -> None:
    port = choose_port(0, part="Redis", setting="redis_port")
    assert not is_listening(port)
    assert choose_port(port, part="Redis", setting="redis_port") == port


def test_a_taken_port_is_refused_with_holder_and_remedy(taken: int) -> None:
    assert is_listening(taken)
    with pytest.raises(LocalPartError) as caught:
        choose_port(taken, part="Redis", setting="redis_port")
    assert f"port {taken}, which Redis needs, is in use" in str(caught.value)
    assert f"(pid {os.getpid()})" in str(caught.value)
    assert "STALLWATCH_REDIS_PORT" in str(caught.value)


def test_holder_of_a_free_port_is_nobody() -> None:
    assert holder_of(choose_port(0, part="x", setting="x")) == ""
