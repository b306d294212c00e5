"""Sessions of the harbour market: a cookie, a CSRF token, a user once logged in."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

MAX_SESSIONS = 200
"""Beyond this the oldest session is forgotten."""


@dataclass(slots=True)
class Session:
    """What the market knows of one visitor."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Value of the cookie."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Value that the login form must send back."""
    user: str | None = None


class Sessions:
    """All visitors of the market, kept in memory only."""

    def __init__(self) -> None:
        self._by_token: OrderedDict[str, Session] = OrderedDict()

    def find(self, token: str | None) -> Session | None:
        """Return the session that a cookie names, ``None`` where it names none."""
        return None if token is None else self._by_token.get(token)

    def open(self, user: str | None = None) -> Session:
        """Return a new session."""
        session = Session(user=user)
        self._by_token[session.token] = session
        if len(self._by_token) > MAX_SESSIONS:
            self._by_token.popitem(last=False)
        return session

    def close(self, session: Session) -> None:
        """Forget a session."""
        self._by_token.pop(session.token, None)
