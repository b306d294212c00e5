"""``stallwatch market session``."""

from pathlib import Path
from typing import Any

from cli.context import OUT, printable, settings_here, write_json

WAITS = 3
"""Exit code of a market that waits for a human."""


def session(
    market: str,
    /,
    *,
    cookie_file: Path | None = None,
    address: str | None = None,
    clear: bool = False,
    json: bool = False,
) -> int:
    """Show how a market stands, or bring it a session from a browser.

    A market is active, need_manual_login, banned, challenge or down. In the second to fourth it is not asked for anything until a human
    has seen to it: log in, or solve the challenge, with a browser, export its cookies and bring them with --cookie-file; the market is
    then active. Nothing is ever solved here. The cookies are kept encrypted in the home and never shown; of the file, only cookies for
    the market's own addresses are taken. A market that is being crawled is left alone. Exit code 0 if the market can be crawled, 3 if it
    waits for a human.

    Args:
        market: The market's name.
        cookie_file: A cookies.txt (Netscape), a browser's JSON export, or one line `Cookie: name=value; …`.
        address: Of the market's addresses, the one that a `Cookie:` line is for; without it, its base_url.
        clear: Forget the kept sessions and make the market active.
        json: Print one JSON object for scripts.
    """
    from crawlers.access.state import CLOSED
    from crawlers.known import profile_path
    from crawlers.ledger.lock import lock_market
    from crawlers.profile.load import load_profile

    settings = settings_here()
    profile = load_profile(profile_path(market, settings))
    base = _own_address(profile, address)
    if clear or cookie_file is not None:
        # A crawl keeps its own session when it ends, over whatever was brought meanwhile.
        lock_market(settings.home, market, "market session")
    if clear:
        _clear(market, settings)
    refused = _bring(profile, base, cookie_file, settings) if cookie_file else ()
    facts = _facts(profile, settings) | {"refused_hosts": list(refused)}
    if json:
        write_json(facts)
    else:
        _show(facts)
    return WAITS if facts["state"] in CLOSED else 0


def _own_address(profile: Any, asked: str | None) -> str:
    from core.errors import ConfigError, shown

    address = str(asked or profile.base_url).rstrip("/")
    if address not in profile.addresses:
        raise ConfigError(
            f"{shown(address)} is none of the market's addresses: "
            f"{', '.join(profile.addresses)}"
        )
    return address


def _clear(market: str, settings: Any) -> None:
    from crawlers.access.cookies import forget_session
    from crawlers.access.state import MarketAccess, save_access

    forget_session(settings, market)
    save_access(settings, market, MarketAccess.ACTIVE, "cleared by hand")


def _bring(profile: Any, address: str, path: Path, settings: Any) -> tuple[str, ...]:
    from core.errors import ConfigError
    from crawlers.access.cookies import save_session
    from crawlers.access.pasted import MAX_FILE_BYTES, read_pasted
    from crawlers.access.state import MarketAccess, save_access

    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    pasted = read_pasted(data, profile.addresses, address=address)
    for place, cookies in pasted.sessions.items():
        save_session(settings, profile.name, place, cookies)
    save_access(settings, profile.name, MarketAccess.ACTIVE, "cookies brought by hand")
    return pasted.refused_hosts


def _facts(profile: Any, settings: Any) -> dict[str, Any]:
    from crawlers.access.cookies import load_sessions
    from crawlers.access.logins import has_credentials
    from crawlers.access.state import load_access

    access = load_access(settings, profile.name)
    sessions = load_sessions(settings, profile.name)
    login = "not in the profile"
    if profile.login is not None:
        has_one = has_credentials(settings, profile.name)
        login = "in the secrets" if has_one else "missing from the secrets"
    return {
        "market": profile.name,
        "state": access.state.value,
        "since": access.since,
        "reason": access.reason,
        "login": login,
        "sessions": {place: len(cookies) for place, cookies in sessions.items()},
    }


def _show(facts: dict[str, Any]) -> None:
    from crawlers.access.state import MarketAccess, remedy

    since = facts["since"]
    when = f" since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    OUT.print(f"{facts['market']}: {facts['state']}{when}")
    if facts["reason"]:
        OUT.print(f"reason: {printable(facts['reason'])}")
    OUT.print(f"to do: {remedy(MarketAccess(facts['state']), facts['market'])}")
    OUT.print(f"login: {facts['login']}")
    for place, count in facts["sessions"].items():
        OUT.print(f"kept session: {place}, cookies: {count}")
    for host in facts["refused_hosts"]:
        OUT.print(
            f"refused: cookies of {printable(host)}, which is none of the market's"
        )
