"""Whether and with what a market may be entered, asked before the first request."""

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.cookies import load_sessions
from crawlers.access.logins import Credentials, load_credentials
from crawlers.access.state import require_open
from crawlers.profile.market import MarketProfile


def enter_market(profile: MarketProfile, settings: Settings) -> Credentials | None:
    """Return the login to enter a market with; None where a kept session has to do.

    Raises:
        BlockedError: The market waits for a human.
        ConfigError: It needs a login, and there is neither one nor a kept session.
    """
    require_open(settings, profile.name)
    sessions = load_sessions(settings, profile.name)
    if profile.login is None:
        return None
    try:
        return load_credentials(settings, profile.name)
    except ConfigError:
        # An operator may have logged in by hand and brought the cookies.
        if any(sessions.get(address) for address in profile.addresses):
            return None
        raise
