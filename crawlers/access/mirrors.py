"""The addresses of one market: which answered, which failed, which one to read."""

from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import AwareDatetime, Field, ValidationError

from core.clock import utc_now
from core.errors import ConfigError
from core.records import Record
from core.settings import Settings
from crawlers.access.state import access_folder
from crawlers.files import write_whole
from crawlers.profile.market import MarketProfile

RETRY_AFTER = timedelta(hours=24)
"""A failure longer ago than this no longer speaks against an address."""


class AddressHealth(Record):
    """What is known of one address, or of the proxy."""

    last_ok: AwareDatetime | None = None
    last_failure: AwareDatetime | None = None
    failures: int = 0
    """In a row, up to now."""
    latency_s: float | None = None
    """Of the last answer, from request to headers."""
    reason: str = ""
    """Of the last failure."""
    clone: str | None = None
    """Why it is taken for a clone, which is not read."""

    def answered(self, latency_s: float | None) -> "AddressHealth":
        """Return it after an answer."""
        return self.model_copy(
            update={"last_ok": utc_now(), "failures": 0, "latency_s": latency_s}
        )

    def failed(self, reason: str) -> "AddressHealth":
        """Return it after a failure."""
        change = {"last_failure": utc_now(), "reason": reason}
        return self.model_copy(update=change | {"failures": self.failures + 1})

    @property
    def is_suspect(self) -> bool:
        """Whether it failed last, and not long ago."""
        if not self.failures or self.last_failure is None:
            return False
        return utc_now() - self.last_failure < RETRY_AFTER


class MarketHealth(Record):
    """What is known of a market's addresses and of its proxy, as kept on disk."""

    addresses: dict[str, AddressHealth] = Field(default_factory=dict)
    proxy: AddressHealth | None = None


def health_path(settings: Settings, market: str) -> Path:
    """Return the file of a market's health."""
    return access_folder(settings) / f"{market}.mirrors.json"


class MirrorBook:
    """Keeps the health of a market's addresses and chooses among them.

    Args:
        path: The file it is kept in.
        addresses: The profile's, the preferred one first.
        health: What is known so far.
    """

    def __init__(
        self, path: Path, addresses: tuple[str, ...], health: MarketHealth
    ) -> None:
        self._path = path
        self.addresses = addresses
        self._health = {
            address: health.addresses.get(address, AddressHealth())
            for address in addresses
        }
        self.proxy = health.proxy or AddressHealth()

    @classmethod
    def of(cls, settings: Settings, profile: MarketProfile) -> Self:
        """Return the book of a market.

        Raises:
            ConfigError: Its file cannot be read.
        """
        path = health_path(settings, profile.name)
        try:
            health = MarketHealth.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            health = MarketHealth()
        except (OSError, ValidationError) as error:
            raise ConfigError(
                f"the health of the addresses in {path} cannot be read: remove the file, "
                "it is made anew"
            ) from error
        return cls(path, profile.addresses, health)

    def health(self, address: str) -> AddressHealth:
        """Return what is known of an address."""
        return self._health[address]

    def candidates(self) -> tuple[str, ...]:
        """Return the addresses that may be read, best first.

        The profile's order stands, except that what failed last comes after the rest.
        """
        usable = [item for item in self.addresses if self._health[item].clone is None]
        return tuple(sorted(usable, key=lambda item: self._health[item].is_suspect))

    def best(self) -> str:
        """Return the address to begin with."""
        return next(iter(self.candidates()), self.addresses[0])

    def note_answer(self, address: str, latency_s: float | None = None) -> None:
        """Take note that an address, and so the proxy before it, has answered."""
        self._health[address] = self._health[address].answered(latency_s)
        self.proxy = self.proxy.answered(None)

    def note_failure(self, address: str, reason: str) -> int:
        """Take note that an address has failed; return how often it has in a row."""
        self._health[address] = self._health[address].failed(reason)
        return self._health[address].failures

    def note_proxy_failure(self, reason: str) -> None:
        """Take note that the proxy itself does not answer."""
        self.proxy = self.proxy.failed(reason)

    def note_clone(self, address: str, reason: str | None) -> None:
        """Take note that an address shows a clone; None says that it does not."""
        change = {"clone": reason}
        self._health[address] = self._health[address].model_copy(update=change)

    def save(self) -> None:
        """Write it down."""
        health = MarketHealth(addresses=self._health, proxy=self.proxy)
        write_whole(self._path, health.model_dump_json(indent=1) + "\n", private=True)
