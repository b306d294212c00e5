"""Builds a world and serves its four markets until told to stop.

Run as ``python -m testmarkets.serve``. When all markets answer, one JSON line on standard output says where they are.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp

from core.errors import ConfigError, shown
from testmarkets.command import announce, exit_code_of, note_ports, stop_signal
from testmarkets.doubles import Doubles, parse_markets, without_doubles
from testmarkets.faults import FaultPlan
from testmarkets.faults.bait import BAITS
from testmarkets.faults.ground import OUTSIDE_ORIGIN, Ground
from testmarkets.outside import OutsideServer
from testmarkets.profiles import render_profiles
from testmarkets.request_log import LoggedApp, RequestLog
from testmarkets.server import MarketServers, require_free_ports
from testmarkets.skins.registry import SKINS, build_skins
from testmarkets.world.build import build_world
from testmarkets.world.model import World

DEFAULT_PORTS = "8801,8802,8803,8804"
PARENT_POLL_S = 1.0


def market_apps(
    world: World,
    *,
    faults: FaultPlan | None = None,
    log: RequestLog | None = None,
    doubles: Doubles | None = None,
    outside: str = OUTSIDE_ORIGIN,
    take_down: Callable[[str], None] | None = None,
) -> dict[str, ASGIApp]:
    """Return a world's markets as applications, by name.

    Args:
        world: What they show.
        faults: What is wrong with them.
        log: Where their requests are written.
        doubles: Which markets have a mirror or a clone.
        outside: Where what leads out of a market leads.
        take_down: Stops the server of a market, by its name.

    Raises:
        ConfigError: The faults are those of a market that is not served.
    """
    plan = faults or FaultPlan({})
    skins = build_skins(world)
    skins |= (doubles or Doubles()).skins(world, skins)
    plan.require_markets(skins)
    apps: dict[str, ASGIApp] = {}
    for market, skin in skins.items():
        ground = Ground(
            bait=BAITS[skin.shop.market.name],
            listing_path=skin.listing_path,
            with_etags=skin.sends_etags,
            day=world.day,
            outside=outside,
        )
        if take_down is not None:
            ground = replace(ground, take_down=partial(take_down, market))
        app = plan.laid(skin.app, market, ground)
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
    mirrors: str = "",
    clones: str = "",
    outside: bool = False,
    request_log: Path | None = None,
    parent: int | None = None,
) -> None:
    """Serve the four test marketplaces until told to stop.

    A fault plan is JSON: {"lantern": [{"kind": "no_price", "listing": "ln-1"}, {"kind": "random_errors", "share": 0.1}]}.

    Faults of one page, which "path" or "listing" names:
    not_html, truncated, half_page, huge_30mb, gzip_bomb, wrong_charset, no_price, challenge, login_page,
    server_error, redirect_out, link_out, stall, banned, javascript_only, huge_description, mixed_charsets,
    refresh_self, refresh_out, blocked_content; those that lead out take a "target".

    Traps in a whole market:
    random_errors and random_stalls (share, times, seed, stall_s), session_expiry (after_requests or after_s, times), session_ids,
    calendar, endless_paging (beyond: repeated or empty), outside_links, honeypot, layout_change (field: price or ships_from,
    from_day, after_requests, share), and down, unavailable, ban, challenge_wall (after_requests).

    Args:
        seed: The world to build.
        size: Listings in it.
        day: How far it has moved on.
        ports: Loopback ports of harbour, lantern, foundry and nordmarkt; 0 is a free one.
        port_file: File that is given the origins, as JSON.
        truth: File that is given the known truth, as JSON.
        profiles: Folder that is given the markets' profiles.
        faults: JSON file that says which pages are wrong, and how, and what traps there are.
        mirrors: Markets with a true mirror on a free port, such as lantern,harbour; their profiles name it.
        clones: Markets with a false double that shows other keys and payment addresses; their profiles name it as a mirror.
        outside: Also listen where links and redirects out of the markets lead, and log who comes as the market "outside".
        request_log: File that is given one JSON line a request: market, method, host header, path, status, and what was wrong
            with the page (fault, trap) or touched by none but machines (tripped).
        parent: The process that started this one, with which it ends, however that ends.
    """
    stop = stop_signal()
    numbers = parse_ports(ports)
    require_free_ports(numbers)
    plan = None if faults is None else FaultPlan.load(faults)
    doubles = Doubles(parse_markets(mirrors), parse_markets(clones))
    world = build_world(seed, size=size, day=day)
    with contextlib.ExitStack() as stack:
        log = RequestLog(request_log or Path(os.devnull))
        stack.callback(log.close)
        beyond = stack.enter_context(OutsideServer(log)).origin if outside else None
        running: list[MarketServers] = []
        apps = market_apps(
            world,
            faults=plan,
            log=log,
            doubles=doubles,
            outside=beyond or OUTSIDE_ORIGIN,
            take_down=lambda market: running[0].take_down(market),
        )
        servers = stack.enter_context(MarketServers(apps, numbers))
        running.append(servers)
        origins = without_doubles(servers.origins, doubles.names)
        if truth is not None:
            truth.parent.mkdir(parents=True, exist_ok=True)
            world.truth().save(truth)
        if profiles is not None:
            render_profiles(origins, profiles, doubles.addresses(servers.origins))
        note_ports(port_file, origins)
        others = {name: servers.origins[name] for name in doubles.names}
        announce(ready=True, origins=origins, doubles=others, outside=beyond)
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
