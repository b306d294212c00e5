"""How a market stands towards us, kept between crawls."""

from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from core.clock import utc_now
from core.errors import BlockedError, ConfigError
from core.records import Record
from core.settings import Settings
from crawlers.files import write_whole

FOLDER = "access"


class MarketAccess(StrEnum):
    """Whether a market lets us in."""

    ACTIVE = "active"
    NEED_MANUAL_LOGIN = "need_manual_login"
    BANNED = "banned"
    CHALLENGE = "challenge"
    DOWN = "down"


class AccessState(Record):
    """How a market stands, since when and why."""

    state: MarketAccess = MarketAccess.ACTIVE
    since: AwareDatetime | None = None
    """None before its first crawl."""
    reason: str = ""


_PASTE = (
    "log in with a browser, export its cookies and run `stallwatch market session "
    "{market} --cookie-file FILE`"
)
REMEDIES = {
    MarketAccess.ACTIVE: "nothing: it can be crawled",
    MarketAccess.NEED_MANUAL_LOGIN: "see by hand whether the account is still welcome; "
    f"mend the login in the secrets, or {_PASTE}",
    MarketAccess.BANNED: "see by hand why the market has shut the account out; go on only "
    f"with another account: put its login into the secrets, or {_PASTE}",
    MarketAccess.CHALLENGE: "open the market with a browser and solve its challenge by "
    "hand, export the cookies and run `stallwatch market session {market} --cookie-file "
    "FILE`",
    MarketAccess.DOWN: "nothing: the next crawl tries it again; `stallwatch market mirrors "
    "{market} --probe` shows which address answers",
}
"""What a human must do, by state."""
CLEARED = (
    "`stallwatch market session {market} --clear` makes it active without a cookie"
)
CLOSED = frozenset(
    {MarketAccess.NEED_MANUAL_LOGIN, MarketAccess.BANNED, MarketAccess.CHALLENGE}
)
"""States that only a human ends; `down` ends by itself."""


def remedy(state: MarketAccess, market: str) -> str:
    """Return what a human must do about a market's state."""
    text = REMEDIES[state]
    if state in CLOSED:
        text += f"; {CLEARED}"
    return text.replace("{market}", market)


def access_folder(settings: Settings) -> Path:
    """Return where states, sessions and mirrors' health are kept."""
    return settings.home / FOLDER


def access_path(settings: Settings, market: str) -> Path:
    """Return the file of a market's state."""
    return access_folder(settings) / f"{market}.json"


def load_access(settings: Settings, market: str) -> AccessState:
    """Return how a market stands; active where nothing is known.

    Raises:
        ConfigError: Its file cannot be read.
    """
    path = access_path(settings, market)
    try:
        return AccessState.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return AccessState()
    except (OSError, ValueError, ValidationError) as error:
        raise ConfigError(
            f"the state of {market} in {path} cannot be read: run `stallwatch market "
            f"session {market} --clear` once a human has seen that it may be crawled",
            market=market,
        ) from error


def save_access(
    settings: Settings, market: str, state: MarketAccess, reason: str = ""
) -> AccessState:
    """Keep how a market stands; the time moves only when the state changes."""
    try:
        former = load_access(settings, market)
    except ConfigError:
        former = AccessState()
    same = former.state is state and former.since is not None
    kept = AccessState(
        state=state, since=former.since if same else utc_now(), reason=reason
    )
    path = access_path(settings, market)
    write_whole(path, kept.model_dump_json(indent=1) + "\n", private=True)
    return kept


def require_open(settings: Settings, market: str) -> AccessState:
    """Refuse to crawl a market that waits for a human.

    Raises:
        BlockedError: It does; the message says what to do.
        ConfigError: Its state cannot be read.
    """
    access = load_access(settings, market)
    if access.state in CLOSED:
        since = f"{access.since:%Y-%m-%d %H:%M} UTC" if access.since else "some time"
        raise BlockedError(
            f"{market} is in state {access.state} since {since} ({access.reason}) and is "
            f"not asked for anything: {remedy(access.state, market)}",
            market=market,
        )
    return access
