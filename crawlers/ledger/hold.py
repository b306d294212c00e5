"""One run a market at a time in the whole deployment: the lock of the home, then a lease in Redis.

The lock comes first and is always there. The lease holds between machines; where no queue is configured, or Redis does not answer
when a run begins, the lock alone holds, and the log says so.
"""

from dataclasses import dataclass

from broker.client import connect_broker
from broker.lease import Holder, Lease, new_holder, read_leases
from core.errors import ConfigError, MarketBusyError, ServiceUnavailableError
from core.log import get_logger
from core.settings import Settings
from crawlers.ledger.lock import MarketLock, lock_market

LOST = (
    "another machine may read the market now: the lease in Redis was not renewed in time, or is "
    "somebody else's; what was collected is kept: crawl again to go on with it"
)
"""Why a run ends that does not hold its market any more."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MarketHold:
    """The right to read a market, in this home and in the deployment."""

    lock: MarketLock
    lease: Lease | None = None
    """None where there is no queue to keep it in."""

    def lost(self) -> bool:
        """Return whether another machine may read the market by now."""
        return self.lease is not None and self.lease.lost()

    def release(self) -> None:
        """Let others read the market."""
        if self.lease is not None:
            self.lease.release()
        self.lock.release()


def hold_market(settings: Settings, market: str, run_id: str) -> MarketHold:
    """Take the right to read a market.

    Args:
        settings: Where the ledgers and Redis are.
        market: The market's name.
        run_id: What others are told of the holder.

    Raises:
        MarketBusyError: Another run has it; the message says which, where and since when.
        ConfigError: The lock's file cannot be opened, or the address of Redis cannot be read.
    """
    lock = lock_market(settings.home, market, run_id)
    if settings.redis_url is None:
        return MarketHold(lock)
    try:
        holder = new_holder(run_id, place=lock.identity)
        lease = Lease(settings, name=lease_name(market), holder=holder)
        other = lease.take()
    except ServiceUnavailableError as error:
        # A crawl needs no Redis: its batches wait in the outbox.
        log.warning("lease/local-only", market=market, reason=str(error))
        return MarketHold(lock)
    except ConfigError:
        lock.release()
        raise
    if other is not None:
        lock.release()
        raise busy_elsewhere(market, other)
    return MarketHold(lock, lease)


def find_holders(settings: Settings, *markets: str) -> dict[str, Holder]:
    """Return which runs read which markets now, on any machine, by the market.

    Raises:
        ServiceUnavailableError: Redis does not answer.
    """
    if settings.redis_url is None:
        return {}
    with connect_broker(settings) as client:
        found = read_leases(client, settings, [lease_name(name) for name in markets])
    return {
        name: found[lease_name(name)] for name in markets if lease_name(name) in found
    }


def find_holder_elsewhere(settings: Settings, market: str) -> Holder | None:
    """Return the run on another machine that reads a market; None where none is known of.

    Raises:
        MarketBusyError: A run of this home reads it.
        ConfigError: The lock's file cannot be opened.
    """
    # Only a look: a crawl takes the lock itself.
    lock = lock_market(settings.home, market, "about to start")
    place = lock.identity
    try:
        holder = find_holders(settings, market).get(market)
    except ServiceUnavailableError as error:
        log.warning("lease/local-only", market=market, reason=str(error))
        holder = None
    finally:
        lock.release()
    # With the lock in our hand, a holder with the same lock is dead.
    return None if holder is None or holder.place == place else holder


def lease_name(market: str) -> str:
    """Return the name of a market's lease."""
    return f"market:{market}"


def busy_elsewhere(market: str, other: Holder) -> MarketBusyError:
    """Return the error that tells who reads a market."""
    ends = f"{other.ends_at:%H:%M:%S}" if other.ends_at is not None else "some time"
    return MarketBusyError(
        f"{market} is being read by another run ({other.run_id}, on {other.host}, process "
        f"{other.process}, since {other.since:%FT%TZ}): wait for its end, or end it there with "
        f"SIGTERM; it keeps what it has. If that machine is gone, its right ends at {ends} "
        "(UTC) by itself",
        market=market,
    )
