"""Builds a world and serves its four markets until told to stop.

Run as ``python -m testmarkets.serve``. When all markets answer, one JSON line on standard output says where they are.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from starlette.types import ASGIApp

from core.errors import ConfigError, shown
from testmarkets.command import announce, exit_code_of, note_ports, stop_signal
from testmarkets.faults import FaultPlan, FaultyApp
from testmarkets.profiles import render_profiles
from testmarkets.request_log import LoggedApp, RequestLog
from testmarkets.server import MarketServers, require_free_ports
from testmarkets.skins.registry import SKINS, build_skins
from testmarkets.world.build import build_world
from testmarkets.world.model import World

DEFAULT_PORTS = "8801,8802,8803,8804"
PARENT_POLL_S = 1.0


def market_apps(
    world: World, *, faults: FaultPlan | None = None, log: RequestLog | None = None
) -> dict[str, ASGIApp]:
    """Return a world's markets as applications, by name.

    Args:
        world: What they show.
        faults: What is wrong with them.
        log: Where their requests are written.

    Raises:
        ConfigError: The faults are those of a market that is not served.
    """
    if faults is not None:
        faults.require_markets(SKINS)
    apps: dict[str, ASGIApp] = {}
    for market, skin in build_skins(world).items():
        app: ASGIApp = skin.app
        rules = faults.rules(market) if faults else ()
        if rules:
            app = FaultyApp(app, rules, skin.listing_path)
        apps[market] = app if log is None else LoggedApp(app, market, log)
    return apps


def serve(
    *,
    seed: int = 7,
    size: int = 4000,
    day: int = 0,
    ports: str = DEFAULT_PORTS,
    port_file: Path | None = None,
    truth: Path | None = None,
    profiles: Path | None = None,
    faults: Path | None = None,
    request_log: Path | None = None,
    parent: int | None = None,
) -> None:
    """Serve the four test marketplaces until told to stop.

    Args:
        seed: The world to build.
        size: Listings in it.
        day: How far it has moved on.
        ports: Loopback ports of harbour, lantern, foundry and nordmarkt; 0 is a free one.
        port_file: File that is given the origins, as JSON.
        truth: File that is given the known truth, as JSON.
        profiles: Folder that is given the markets' profiles.
        faults: JSON file that says which pages are wrong, and how.
        request_log: File that is given one JSON line a request.
        parent: The process that started this one, with which it ends, however that ends.
    """
    stop = stop_signal()
    numbers = parse_ports(ports)
    require_free_ports(numbers)
    plan = None if faults is None else FaultPlan.load(faults)
    world = build_world(seed, size=size, day=day)
    with contextlib.ExitStack() as stack:
        log = None
        if request_log is not None:
            log = stack.enter_context(contextlib.closing(RequestLog(request_log)))
        apps = market_apps(world, faults=plan, log=log)
        servers = stack.enter_context(MarketServers(apps, numbers))
        if truth is not None:
            truth.parent.mkdir(parents=True, exist_ok=True)
            world.truth().save(truth)
        if profiles is not None:
            render_profiles(servers.origins, profiles)
        note_ports(port_file, servers.origins)
        announce(ready=True, origins=servers.origins)
        while not stop.wait(PARENT_POLL_S):
            # An orphan has another parent.
            if parent is not None and os.getppid() != parent:
                break


def parse_ports(text: str) -> dict[str, int]:
    """Return the port of each market from a list such as ``8801,8802,8803,8804``.

    Raises:
        ConfigError: It is not one port for each market.
    """
    pieces = text.split(",")
    good = all(
        piece.isascii() and piece.isdecimal() and len(piece) <= 5 and int(piece) < 65536
        for piece in pieces
    )
    if not good or len(pieces) != len(SKINS):
        raise ConfigError(
            f"not {len(SKINS)} ports: {shown(text)}; give one number below 65536 for "
            f"each of {', '.join(SKINS)}, such as {DEFAULT_PORTS}, or 0 for a free port"
        )
    return dict(zip(SKINS, map(int, pieces), strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return exit_code_of(serve, arguments)


if __name__ == "__main__":
    sys.exit(main())
