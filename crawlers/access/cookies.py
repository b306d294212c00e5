"""The sessions of markets, kept between crawls and encrypted at rest."""

import base64
import json
from collections.abc import Iterable
from http.cookiejar import Cookie
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from pydantic import Field, TypeAdapter, ValidationError

from core.clock import utc_now
from core.errors import ConfigError
from core.records import Record
from core.settings import Settings
from crawlers.access.keys import COOKIES, derived_key, privacy_key_path
from crawlers.access.state import access_folder
from crawlers.files import write_whole

MAX_COOKIES = 200
"""Of one address; a market that sets more is up to something."""


class StoredCookie(Record):
    """A cookie as it is kept: its value is a secret."""

    name: str
    value: str = Field(repr=False)
    domain: str
    """A host; with a leading dot, its subdomains as well."""
    path: str = "/"
    secure: bool = False
    expires: int | None = None
    """Seconds of the epoch; None as long as the session lasts."""

    @classmethod
    def of(cls, cookie: Cookie) -> "StoredCookie":
        """Return a cookie of a jar as it is kept."""
        return cls(
            name=cookie.name,
            value=cookie.value or "",
            domain=cookie.domain,
            path=cookie.path,
            secure=cookie.secure,
            expires=int(cookie.expires) if cookie.expires is not None else None,
        )

    @property
    def is_over(self) -> bool:
        """Whether it has expired."""
        return self.expires is not None and self.expires <= utc_now().timestamp()

    def fits(self, address: str) -> bool:
        """Return whether it would be sent to a base address."""
        host = (urlsplit(address).hostname or "").lower()
        domain = self.domain.lower()
        if domain.startswith("."):
            return host == domain[1:] or host.endswith(domain)
        return host == domain

    def for_jar(self) -> Cookie:
        """Return it as a jar keeps it."""
        domain = self.domain
        return Cookie(
            version=0,
            name=self.name,
            value=self.value,
            port=None,
            port_specified=False,
            domain=domain,
            domain_specified=domain.startswith("."),
            domain_initial_dot=domain.startswith("."),
            path=self.path,
            path_specified=True,
            secure=self.secure,
            expires=self.expires,
            discard=self.expires is None,
            comment=None,
            comment_url=None,
            rest={},
        )


Sessions = dict[str, tuple[StoredCookie, ...]]
"""The cookies of a market by base address: what logs in at one mirror is of no use at another."""
_SESSIONS = TypeAdapter(Sessions)


def cookies_path(settings: Settings, market: str) -> Path:
    """Return the file of a market's sessions."""
    return access_folder(settings) / f"{market}.cookies"


def load_sessions(settings: Settings, market: str) -> Sessions:
    """Return the kept sessions of a market, without cookies that have expired.

    Raises:
        ConfigError: They cannot be decrypted.
    """
    path = cookies_path(settings, market)
    try:
        sealed = path.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        sessions = _SESSIONS.validate_json(_fernet(settings).decrypt(sealed))
    except (InvalidToken, ValidationError) as error:
        raise ConfigError(
            f"the stored session of {market} cannot be decrypted with "
            f"{privacy_key_path(settings)}: restore the key, or forget the session with "
            f"`stallwatch market session {market} --clear`",
            market=market,
        ) from error
    fresh = {
        address: tuple(cookie for cookie in cookies if not cookie.is_over)
        for address, cookies in sessions.items()
    }
    return {address: cookies for address, cookies in fresh.items() if cookies}


def save_session(
    settings: Settings, market: str, address: str, cookies: Iterable[StoredCookie]
) -> None:
    """Keep the session of one address of a market, in place of its former one.

    Raises:
        ConfigError: The key is not usable.
    """
    sessions = load_sessions(settings, market)
    sessions[address] = tuple(cookies)[:MAX_COOKIES]
    _write(settings, market, sessions)


def forget_session(settings: Settings, market: str, address: str | None = None) -> bool:
    """Forget the session of an address, or all of a market.

    Returns:
        Whether there was one.
    """
    path = cookies_path(settings, market)
    if address is None:
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed
    sessions = load_sessions(settings, market)
    if sessions.pop(address, None) is None:
        return False
    _write(settings, market, sessions)
    return True


def _write(settings: Settings, market: str, sessions: Sessions) -> None:
    plain = {
        address: [cookie.model_dump() for cookie in cookies]
        for address, cookies in sessions.items()
        if cookies
    }
    path = cookies_path(settings, market)
    if not plain:
        path.unlink(missing_ok=True)
        return
    sealed = _fernet(settings).encrypt(json.dumps(plain).encode())
    write_whole(path, sealed.decode("ascii"), private=True)


def _fernet(settings: Settings) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(settings, COOKIES)))
