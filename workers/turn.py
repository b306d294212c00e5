"""Lets one task of a kind run at a time, and the others be covered by its next round.

Linking works off all that is due, so a request that comes in while it runs needs no run of its own: the runner sees that it was asked again
and goes once more. Both steps are scripts, because between a look and a write another worker may step in.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from broker.client import broker_errors
from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.settings import Settings

# A holder whose process was killed finds its own turn when its message comes back.
_TAKE = """
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
redis.call('SET', KEYS[2], '1')
return 0
"""
_KEEP = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
"""
_LEAVE = """
if redis.call('DEL', KEYS[2]) == 1 then return 0 end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""

_log = get_logger(__name__)


class Turn:
    """The right to run a task of one kind, held by one message at a time."""

    def __init__(
        self, client: "redis.Redis", settings: Settings, *, kind: str, holder: str
    ) -> None:
        """Name the turn; nothing is taken yet.

        Args:
            client: Where the turn is kept.
            settings: How long it outlives a killed holder, and the key's prefix.
            kind: Which tasks exclude one another.
            holder: The message's id: the same when it is delivered again.
        """
        self._settings = settings
        self._client = client
        self._holder = holder
        self._keys = [
            f"{settings.index_prefix}:turn:{kind}",
            f"{settings.index_prefix}:turn:{kind}:again",
        ]
        self._lifetime_ms = settings.visibility_timeout_s * 1000

    def take(self) -> bool:
        """Take the turn, or ask whoever has it to go once more."""
        return self._run(_TAKE, self._lifetime_ms) == 1

    def leave(self) -> bool:
        """Give the turn back, unless someone asked for another round meanwhile.

        Returns:
            Whether it is given back; if not, work once more.
        """
        return self._run(_LEAVE) == 1

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Hold on to the turn for as long as the block runs."""
        stopped = threading.Event()
        thread = threading.Thread(target=self._keep, args=(stopped,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()

    def _keep(self, stopped: threading.Event) -> None:
        while not stopped.wait(self._lifetime_ms / 3000):
            try:
                self._run(_KEEP, self._lifetime_ms)
            except ServiceUnavailableError as error:
                _log.warning("turn/not-renewed", reason=str(error))

    def _run(self, script: str, *arguments: int) -> int:
        with broker_errors(self._settings):
            return int(
                self._client.eval(script, 2, *self._keys, self._holder, *arguments)
            )
