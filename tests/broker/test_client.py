import threading
from socketserver import BaseRequestHandler, TCPServer

import pytest
import redis
from typing_extensions import override

from broker.client import (
    broker_address,
    broker_errors,
    connect_broker,
    wait_for_broker,
)
from core.errors import ConfigError, ServiceRefusedError, ServiceUnavailableError
from core.settings import Settings


def test_wait_for_broker_returns_when_redis_answers(queue_settings: Settings) -> None:
    wait_for_broker(queue_settings, timeout_s=5)
    with connect_broker(queue_settings) as client:
        assert client.ping() is True


def test_wait_for_broker_names_address_and_remedy(no_broker: Settings) -> None:
    with pytest.raises(ServiceUnavailableError) as caught:
        wait_for_broker(no_broker, timeout_s=0.3)
    assert "stallwatch up" in str(caught.value)
    assert caught.value.context["address"] == "127.0.0.1:1/0"
    assert "hidden-word" not in str(caught.value)


def test_connect_broker_refuses_another_kind_of_address(
    queue_settings: Settings,
) -> None:
    wrong = Settings.model_validate({"redis_url": "http://127.0.0.1:80"})
    with pytest.raises(ConfigError, match="STALLWATCH_REDIS_URL"):
        connect_broker(wrong)


def test_broker_errors_passes_what_is_not_redis(queue_settings: Settings) -> None:
    with pytest.raises(KeyError), broker_errors(queue_settings):
        raise KeyError("untouched")


def test_broker_errors_turns_a_refused_command(
    queue_settings: Settings, broker: "redis.Redis"
) -> None:
    broker.set("word", "no number")
    with (
        pytest.raises(ServiceUnavailableError, match="not an integer"),
        broker_errors(queue_settings),
    ):
        broker.incr("word")


def test_broker_address_of_the_local_server() -> None:
    assert broker_address(Settings(redis_port=6400)) == "127.0.0.1:6400/0"


class Locked(BaseRequestHandler):
    """A Redis that asks everybody for a password."""

    @override
    def handle(self) -> None:
        while self.request.recv(4096):
            self.request.sendall(b"-NOAUTH Authentication required.\r\n")


def test_server_that_lets_nobody_in_is_not_waited_for() -> None:
    with TCPServer(("127.0.0.1", 0), Locked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        settings = Settings.model_validate({"redis_url": f"redis://127.0.0.1:{port}"})
        with pytest.raises(ServiceRefusedError, match="STALLWATCH_REDIS_PASSWORD_FILE"):
            wait_for_broker(settings, timeout_s=60)
        server.shutdown()
