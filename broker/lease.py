"""A right that one process holds at a time, on whatever machine it runs.

It stands in Redis with its holder's token and an end. The holder renews it; a killed one does not, and it runs out. A holder that was
not heard for too long must take it that somebody else holds the right by now, and says so before that can be: then its work has to stop.
"""

import os
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from socket import gethostname
from typing import Any
from uuid import uuid4

import redis
from pydantic import AwareDatetime, ConfigDict, ValidationError

from broker.client import broker_errors, connect_broker
from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.records import Record
from core.settings import Settings

RENEWALS = 5
"""So often a lease is renewed in its lifetime."""
GIVEN_UP_AFTER = 0.8
"""Part of the lifetime after which a holder that was not heard gives up: before it ends."""

# Who holds the lock of the same place knows that a former holder there is dead.
_TAKE = """
local place = redis.call('HGET', KEYS[1], 'place')
if place and place ~= ARGV[1] then
  return {redis.call('HGET', KEYS[1], 'holder'), redis.call('PTTL', KEYS[1])}
end
redis.call('HSET', KEYS[1], 'place', ARGV[1], 'token', ARGV[2], 'holder', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {}
"""
# Gone, but nobody else's: a server that lost its data is no reason to stop.
_KEEP = """
local token = redis.call('HGET', KEYS[1], 'token')
if token and token ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'place', ARGV[1], 'token', ARGV[2], 'holder', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
"""
_LEAVE = """
if redis.call('HGET', KEYS[1], 'token') == ARGV[2] then
  return redis.call('DEL', KEYS[1])
end
return 0
"""

_log = get_logger(__name__)


class Holder(Record):
    """Who holds a lease, as others are told; a newer version's holder may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    place: str
    """Names a lock that the holder has, of which there is one alone: a former holder with the same lock is dead."""
    run_id: str
    host: str
    process: int
    since: AwareDatetime
    ends_at: AwareDatetime | None = None
    """When the lease runs out unless it is renewed; only of one that was read."""


class Lease:
    """The right to something, taken and then renewed by a thread of its own."""

    def __init__(self, settings: Settings, *, name: str, holder: Holder) -> None:
        """Name the right; nothing is taken yet.

        Args:
            settings: Where Redis is, and how long a killed holder keeps the right.
            name: What the right is to.
            holder: Who takes it, and what others are told.

        Raises:
            ConfigError: The address of Redis cannot be read.
        """
        self._settings = settings
        self._lifetime_s = settings.market_lease_s
        self._key = lease_key(settings, name)
        self._arguments = (
            holder.place,
            uuid4().hex,
            holder.model_dump_json(),
            self._lifetime_s * 1000,
        )
        self._client = connect_broker(settings)
        self._renewed_at = time.monotonic()
        self._taken_by_other = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="market-lease", daemon=True
        )

    def take(self) -> Holder | None:
        """Take the right and begin to renew it, unless somebody has it.

        Returns:
            Who has it; None where it is taken now.

        Raises:
            ServiceUnavailableError: Redis does not answer.
        """
        asked_at = time.monotonic()
        found = self._eval(_TAKE)
        if found:
            return _holder(found[0], found[1])
        self._renewed_at = asked_at
        self._thread.start()
        return None

    def lost(self) -> bool:
        """Return whether another may hold the right by now."""
        silent_s = time.monotonic() - self._renewed_at
        return self._taken_by_other or silent_s > GIVEN_UP_AFTER * self._lifetime_s

    def release(self) -> None:
        """Let others take the right, and end the thread; a lost right stays whose it is."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        try:
            self._eval(_LEAVE)
        except ServiceUnavailableError as error:
            # It runs out by itself.
            _log.warning("lease/not-released", reason=str(error))
        self._client.close()

    def renew(self) -> None:
        """Move the end of the lease away from now.

        Raises:
            ServiceUnavailableError: Redis does not answer.
        """
        asked_at = time.monotonic()
        if self._eval(_KEEP):
            # Counted from before the question: the server counts from later.
            self._renewed_at = asked_at
        else:
            self._taken_by_other = True

    def _run(self) -> None:
        while not self._stopped.wait(self._lifetime_s / RENEWALS):
            if self.lost():
                _log.error("lease/lost", key=self._key, taken=self._taken_by_other)
                return
            try:
                self.renew()
            except ServiceUnavailableError as error:
                _log.warning("lease/not-renewed", key=self._key, reason=str(error))

    def _eval(self, script: str) -> Any:
        with broker_errors(self._settings):
            return self._client.eval(script, 1, self._key, *self._arguments)


def new_holder(run_id: str, *, place: str) -> Holder:
    """Return what others are told of this process, which holds the lock of a place."""
    return Holder(
        place=place,
        run_id=run_id,
        host=gethostname(),
        process=os.getpid(),
        since=utc_now(),
    )


def lease_key(settings: Settings, name: str) -> str:
    """Return where a lease stands in Redis."""
    return f"{settings.index_prefix}:lease:{name}"


def read_leases(
    client: "redis.Redis", settings: Settings, names: Sequence[str]
) -> Mapping[str, Holder]:
    """Return who holds which of some rights.

    Raises:
        ServiceUnavailableError: Redis does not answer.
    """
    with broker_errors(settings):
        pipe = client.pipeline(transaction=False)
        for name in names:
            pipe.hget(lease_key(settings, name), "holder")
            pipe.pttl(lease_key(settings, name))
        answers = pipe.execute()
    pairs = zip(names, answers[::2], answers[1::2], strict=True)
    return {name: _holder(text, left_ms) for name, text, left_ms in pairs if text}


def _holder(text: str, left_ms: int) -> Holder:
    ends_at = utc_now() + timedelta(milliseconds=max(0, left_ms))
    try:
        found = Holder.model_validate_json(text)
    except ValidationError:
        # Of another version of this software; that somebody holds it is what counts.
        found = Holder(
            place="", run_id="unknown", host="unknown", process=0, since=utc_now()
        )
    return found.model_copy(update={"ends_at": ends_at})
