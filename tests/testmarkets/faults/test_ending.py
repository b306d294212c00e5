import http.client
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from testmarkets.faults.plan import FaultPlan
from testmarkets.serve import market_apps
from testmarkets.server import MarketServers
from testmarkets.world.build import build_world

Trapped = Callable[..., TestClient]


@pytest.mark.parametrize(
    ("kind", "status", "piece"),
    [
        ("unavailable", 503, "Unavailable"),
        ("ban", 200, 'id="account-banned"'),
        ("challenge_wall", 200, 'id="captcha-form"'),
    ],
)
def test_market_ends_after_so_many_requests(
    trapped: Trapped, kind: str, status: int, piece: str
) -> None:
    client = trapped("lantern", {"kind": kind, "after_requests": 2})
    assert ["A fine thing" in client.get("/p/a1").text for _ in range(2)] == [True] * 2
    for path in ("/p/a1", "/"):
        answer = client.get(path)
        assert (answer.status_code, piece in answer.text) == (status, True)


def test_market_that_is_down_refuses_connections_and_others_stay() -> None:
    plan = FaultPlan.model_validate(
        {"lantern": [{"kind": "down", "after_requests": 1}]}
    )
    running: list[MarketServers] = []
    apps = market_apps(
        build_world(3, size=200),
        faults=plan,
        take_down=lambda market: running[0].take_down(market),
    )
    with MarketServers(apps, {}) as servers:
        running.append(servers)
        origins = servers.origins
        assert [status(origins["lantern"]) for _ in range(2)] == [200, 503]
        until = time.monotonic() + 10
        while status(origins["lantern"]) is not None:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert status(origins["foundry"]) == 200


def status(origin: str) -> int | None:
    """Return what a market answers, None where it refuses the connection."""
    address = urlsplit(origin)
    connection = http.client.HTTPConnection(
        str(address.hostname), address.port, timeout=5
    )
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (ConnectionError, http.client.HTTPException):
        return None
    finally:
        connection.close()
