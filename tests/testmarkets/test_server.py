import http.client
import socket
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from core.errors import LocalPartError
from testmarkets.server import MarketServers, require_free_ports
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin


def status_of(origin: str, path: str) -> int:
    address = urlsplit(origin)
    with closing(
        http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    ) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def test_each_market_has_a_port_of_its_own(make_skin: Callable[..., Skin]) -> None:
    apps = {market: make_skin(market).app for market in SKINS}
    with MarketServers(apps, {}) as servers:
        origins = servers.origins
        assert [status_of(origin, "/") for origin in origins.values()] == [200] * 4
        assert status_of(origins["foundry"], "/viewtopic.php?t=a1") == 200
        assert status_of(origins["lantern"], "/viewtopic.php?t=a1") == 404
    assert list(origins) == list(SKINS)
    assert len(set(origins.values())) == 4


def test_ports_are_free_again_afterwards(make_skin: Callable[..., Skin]) -> None:
    app = make_skin("lantern").app
    with MarketServers({"lantern": app}, {}) as servers:
        origin = servers.origins["lantern"]
    port = int(origin.rpartition(":")[2])
    with MarketServers({"lantern": app}, {"lantern": port}) as again:
        assert again.origins["lantern"] == origin
        assert status_of(origin, "/") == 200


def test_port_in_use_is_named_with_the_remedy(make_skin: Callable[..., Skin]) -> None:
    app = make_skin("lantern").app
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LocalPartError, match=f"port {port}.*choose a free port"):
            MarketServers({"harbour": app, "lantern": app}, {"lantern": port})


def test_free_ports_are_left_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LocalPartError, match="cannot serve harbour"):
            require_free_ports({"harbour": port})
    require_free_ports({"harbour": port})
    require_free_ports({"harbour": port, "lantern": 0})


def test_markets_listen_on_loopback_only(make_skin: Callable[..., Skin]) -> None:
    with MarketServers({"lantern": make_skin("lantern").app}, {}) as servers:
        assert servers.origins["lantern"].startswith("http://127.0.0.1:")
