"""Every setting, in one frozen object; the only reader of the environment.

Settings come from variables that start with ``STALLWATCH_`` and from a file ``.env`` in the working directory; the environment
wins. An unknown name is an error, so that a misspelt setting never goes unnoticed.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.credentials import (
    is_guarded,
    password_fault,
    password_in,
    secret_of,
    with_password,
)
from core.errors import ConfigError

PREFIX = "STALLWATCH_"
LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared, not listened on
LOGIN_NAME = re.compile(r"STALLWATCH_LOGIN_[A-Z0-9_]{1,63}_(USERNAME|PASSWORD)")
"""Variables that hold the login of a market: secrets, so no fields of the settings."""


@dataclass(frozen=True, slots=True)
class ElasticsearchLogin:
    """Who this process is to Elasticsearch: a user, or an API key."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)


class Settings(BaseSettings):
    """What a deployment can choose. Defaults run everything on one machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", frozen=True, extra="ignore"
    )

    home: Path = Path(".stallwatch")
    """Folder of everything this installation keeps: downloads, data, runs, logs."""
    profiles_dir: Path | None = None
    """Folder of market profiles; ``HOME/markets`` where unset."""

    secrets_dir: Path | None = None
    """Folder of logins and keys; ``HOME/secrets`` where unset."""
    evidence_key_file: Path | None = None
    """Ed25519 key, PEM, that signs the evidence; unset, one is made in the secrets."""
    privacy_key_file: Path | None = None
    """Key of the hashes of buyers' handles and of stored cookies; likewise."""
    blocklist_dir: Path | None = None
    """Folder of hashes and terms of what must not be stored; ``HOME/blocklist``."""

    elasticsearch_url: str | None = None
    """Address of a server run elsewhere; unset, the local one is used."""
    elasticsearch_username: str | None = None
    elasticsearch_password: SecretStr | None = None
    elasticsearch_password_file: Path | None = None
    """File that holds the password on one line, in place of the password."""
    elasticsearch_api_key: SecretStr | None = None
    """In place of a user and a password, as Elasticsearch hands it out (``encoded``)."""
    elasticsearch_api_key_file: Path | None = None
    """File that holds the API key on one line, in place of the key."""
    elasticsearch_ca_certs: Path | None = None
    elasticsearch_port: int = Field(default=9210, ge=0, le=65535)
    """Port of the local server; 0 takes a free one."""
    elasticsearch_heap_mb: int = Field(default=1024, ge=256)
    index_prefix: str = Field(default="stallwatch", pattern=r"^[a-z][a-z0-9-]{0,39}$")
    index_shards: int = Field(default=1, ge=1, le=64)
    """Shards of the indices that grow with what is crawled; the small ones have one."""
    index_replicas: int | None = Field(default=None, ge=0, le=8)
    """Copies of every shard; unset, one as soon as there is a second node."""

    redis_url: SecretStr | None = None
    """Address of a server run elsewhere; unset, the local one is used."""
    redis_password_file: Path | None = None
    """File that holds the password of that server on one line; it is put into the address."""
    redis_port: int = Field(default=6390, ge=0, le=65535)
    """Port of the local server; 0 takes a free one."""

    api_host: str = LOOPBACK
    """Where the search API listens; 0.0.0.0 or :: for all addresses of the machine."""
    api_port: int = Field(default=8765, ge=0, le=65535)
    """Port of the search API; 0 takes a free one."""
    cursor_lifetime_s: int = Field(default=300, ge=1, le=3600)
    """How long a paging cursor stays good after the page it came with."""

    batch_size: int = Field(default=64, ge=1, le=256)
    """Listings in one queue message."""
    worker_concurrency: int = Field(default=2, ge=1)
    """Prefork children, each with its own models."""
    visibility_timeout_s: int = Field(default=15, ge=5)
    """A batch whose worker died returns to the queue after this long."""
    batch_attempts: int = Field(default=3, ge=1)
    """A batch that failed this often becomes a dead letter."""
    market_lease_s: int = Field(default=90, ge=2)
    """A crawl on another machine that was killed keeps its market for this long."""

    encoder_model: str = "all-MiniLM-L6-v2"
    """Sentence encoder: the bundled model, another's folder, or a name in a local
    model cache. Nothing is ever downloaded."""
    encoder_batch_size: int = Field(default=8, ge=1)

    link_threshold: float = Field(default=0.85, gt=0.0, lt=1.0)
    """Pairs of accounts at or above this probability are written as links."""
    link_model: Path | None = None
    """Weights that links are scored by, of ``stallwatch train links``; unset, the shipped ones."""
    link_max_sharers: int = Field(default=4, ge=2)
    """An identifier or picture that more accounts show links nobody."""
    link_schedule: str | None = "0 3 * * *"
    """Five cron fields, in UTC: when all accounts are linked anew; empty for never."""

    log_level: str = Field(default="INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")
    eval_data: Path | None = None
    """Folder of evaluation data, used by tests and benchmarks only."""

    def api_url(self, port: int | None = None) -> str:
        """Return where this machine reaches the search API.

        Args:
            port: The one it was given, where the settings leave it free.
        """
        host = LOOPBACK if self.api_host in EVERYWHERE else self.api_host
        shown_host = f"[{host}]" if ":" in host else host
        return f"http://{shown_host}:{self.api_port if port is None else port}"

    @property
    def markets_dir(self) -> Path:
        """Folder of the market profiles in force."""
        return self.profiles_dir or self.home / "markets"

    @property
    def secrets_folder(self) -> Path:
        """Folder of the secrets in force."""
        return self.secrets_dir or self.home / "secrets"

    @property
    def blocklist_folder(self) -> Path:
        """Folder of the block list in force."""
        return self.blocklist_dir or self.home / "blocklist"

    @property
    def search_url(self) -> str:
        """Address of Elasticsearch: the one given, or the local server."""
        return self.elasticsearch_url or f"http://127.0.0.1:{self.elasticsearch_port}"

    @property
    def elasticsearch_login(self) -> ElasticsearchLogin | None:
        """Who this process is to Elasticsearch; None where nothing is set.

        Raises:
            ConfigError: A secret is given twice or cannot be read, or a part is missing.
        """
        password = secret_of(
            "STALLWATCH_ELASTICSEARCH_PASSWORD",
            self.elasticsearch_password,
            self.elasticsearch_password_file,
        )
        api_key = secret_of(
            "STALLWATCH_ELASTICSEARCH_API_KEY",
            self.elasticsearch_api_key,
            self.elasticsearch_api_key_file,
        )
        username = self.elasticsearch_username
        if api_key is not None and (username or password):
            raise ConfigError(
                "STALLWATCH_ELASTICSEARCH_API_KEY and a user are both set: keep one of them"
            )
        if bool(username) != (password is not None):
            raise ConfigError(
                "STALLWATCH_ELASTICSEARCH_USERNAME and STALLWATCH_ELASTICSEARCH_PASSWORD "
                "(or its file) belong together: set both or none"
            )
        if api_key is None and not username:
            return None
        return ElasticsearchLogin(username or None, password, api_key)

    @property
    def broker_url(self) -> str:
        """Address of Redis, with its password if it has one: never for a log.

        Raises:
            ConfigError: The password is given twice or cannot be read, or the address is missing.
        """
        if self.redis_url is None:
            if self.redis_password_file is not None:
                raise ConfigError(
                    "STALLWATCH_REDIS_PASSWORD_FILE is set without STALLWATCH_REDIS_URL: "
                    "the local Redis has no password; set both or none"
                )
            return f"redis://127.0.0.1:{self.redis_port}/0"
        url = self.redis_url.get_secret_value()
        password = secret_of(
            "STALLWATCH_REDIS_PASSWORD", None, self.redis_password_file
        )
        if password is None:
            return url
        if password_in(url) is not None:
            raise ConfigError(
                "STALLWATCH_REDIS_URL holds a password and STALLWATCH_REDIS_PASSWORD_FILE "
                "names another: keep one of them"
            )
        return with_password(url, password)

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            ConfigError: One or more settings are unknown or wrong; all are named.
        """
        faults = _unknown_names(cls)
        try:
            settings = cls()
        except ValidationError as error:
            faults += [_fault(item["loc"], item["msg"]) for item in error.errors()]
            raise ConfigError(_message(faults)) from error
        faults += [
            fault
            for check in (_search_fault, _broker_fault)
            if (fault := _fault_of(check, settings)) is not None
        ]
        if faults:
            raise ConfigError(_message(faults))
        return settings.model_copy(update={"home": settings.home.absolute()})


class MarketLogin(BaseSettings):
    """A market's login from the environment; both parts or none."""

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    username: str | None = None
    password: SecretStr | None = None

    @classmethod
    def of(cls, market: str) -> Self:
        """Read ``STALLWATCH_LOGIN_<MARKET>_USERNAME`` and ``…_PASSWORD``.

        Args:
            market: The market's name; ``-`` in it stands as ``_`` in the variables.
        """
        name = market.upper().replace("-", "_")
        return cls(_env_prefix=f"{PREFIX}LOGIN_{name}_")


def environment_for_child(**settings: str) -> dict[str, str]:
    """Return this process's environment with some settings changed.

    Args:
        settings: Values by setting name, without the prefix: ``redis_url="…"``.
    """
    return os.environ | {PREFIX + key.upper(): value for key, value in settings.items()}


def environment_variable(name: str) -> str | None:
    """Return a variable that is not ours, such as ``JAVA_HOME`` or ``PATH``."""
    return os.environ.get(name)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings, read once a process."""
    return Settings.load()


def _unknown_names(kind: type[Settings]) -> list[str]:
    known = {PREFIX + name.upper() for name in kind.model_fields}
    given = {name for name in os.environ if name.upper().startswith(PREFIX)}
    given |= _names_in_file(Path(".env"))
    strange = [name for name in sorted(given) if name not in known]
    return [
        f"{name} is not a setting" for name in strange if not LOGIN_NAME.fullmatch(name)
    ]


def _names_in_file(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    names = {line.partition("=")[0].strip() for line in lines if "=" in line}
    return {name for name in names if name.upper().startswith(PREFIX)}


def _fault_of(
    check: Callable[[Settings], str | None], settings: Settings
) -> str | None:
    try:
        return check(settings)
    except ConfigError as error:
        return error.message
    except ValueError:
        # Not what it says: it quotes the address, and with it the password.
        return "an address of Elasticsearch or Redis cannot be read: see host and port"


def _search_fault(settings: Settings) -> str | None:
    login = settings.elasticsearch_login
    url = settings.elasticsearch_url
    if url is None or not is_guarded(url):
        return None
    if login is None:
        return (
            "STALLWATCH_ELASTICSEARCH_URL leads to a server that everybody could reach: set "
            "STALLWATCH_ELASTICSEARCH_USERNAME and STALLWATCH_ELASTICSEARCH_PASSWORD_FILE; "
            "`stallwatch setup credentials` makes users and passwords"
        )
    return _password_fault("STALLWATCH_ELASTICSEARCH_PASSWORD", login.password)


def _broker_fault(settings: Settings) -> str | None:
    url = settings.broker_url
    if not is_guarded(url):
        return None
    password = password_in(url)
    if password is None:
        return (
            "STALLWATCH_REDIS_URL leads to a server that everybody could reach: give Redis a "
            "password, and its file in STALLWATCH_REDIS_PASSWORD_FILE; "
            "`stallwatch setup credentials` makes both"
        )
    return _password_fault("the password of STALLWATCH_REDIS_URL", password)


def _password_fault(name: str, password: str | None) -> str | None:
    fault = password_fault(password) if password is not None else None
    return fault and (
        f"{name} {fault}: choose another; `stallwatch setup credentials` makes good ones"
    )


def _fault(location: tuple[int | str, ...], reason: str) -> str:
    return f"{PREFIX}{'_'.join(map(str, location)).upper()}: {reason}"


def _message(faults: list[str]) -> str:
    return f"wrong settings: {'; '.join(faults)}; docs/settings.md lists all of them"
