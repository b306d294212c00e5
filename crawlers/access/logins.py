"""The names and passwords that markets are read with."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from core.errors import ConfigError

PRIVATE_MODE = 0o077
"""Rights of others that a file of secrets must not grant."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and password of one market."""

    username: str
    password: SecretStr


def logins_file(home: Path) -> Path:
    """Return where the logins of a home stand."""
    return home / "secrets" / "logins.json"


def load_credentials(home: Path, market: str) -> Credentials:
    """Return the login of a market.

    Raises:
        ConfigError: There is none, or others can read the file.
    """
    path = logins_file(home)
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
