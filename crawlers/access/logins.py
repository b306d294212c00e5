"""The names and passwords that markets are read with: from secrets, never a profile."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from core.errors import ConfigError
from core.settings import MarketLogin, Settings

PRIVATE_MODE = 0o077
"""Rights of others that a file of secrets must not grant."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and password of one market."""

    username: str
    password: SecretStr


def logins_file(settings: Settings) -> Path:
    """Return where the logins of a home stand."""
    return settings.secrets_folder / "logins.json"


def has_credentials(settings: Settings, market: str) -> bool:
    """Return whether a market's login can be used."""
    try:
        load_credentials(settings, market)
    except ConfigError:
        return False
    return True


def load_credentials(settings: Settings, market: str) -> Credentials:
    """Return the login of a market: from the environment, else from the file.

    Raises:
        ConfigError: There is none, or others can read the file.
    """
    given = MarketLogin.of(market)
    if given.username and given.password:
        return Credentials(username=given.username, password=given.password)
    if given.username or given.password:
        raise ConfigError(
            f"half a login of {market} is in the environment: set both "
            "STALLWATCH_LOGIN_<MARKET>_USERNAME and STALLWATCH_LOGIN_<MARKET>_PASSWORD",
            market=market,
        )
    return _from_file(logins_file(settings), market)


def _from_file(path: Path, market: str) -> Credentials:
    remedy = (
        f'put {{"{market}": {{"username": "…", "password": "…"}}}} in {path}, chmod 600'
    )
    try:
        mode = path.stat().st_mode
        logins = json.loads(path.read_text(encoding="utf-8"))
        login = logins[market]
        credentials = Credentials(
            username=str(login["username"]), password=SecretStr(str(login["password"]))
        )
    except FileNotFoundError as error:
        raise ConfigError(f"{market} needs a login: {remedy}", market=market) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"no usable login of {market}: {remedy}", market=market
        ) from error
    if mode & PRIVATE_MODE:
        raise ConfigError(f"{path} can be read by others: chmod 600 it", market=market)
    return credentials
