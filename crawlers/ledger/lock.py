"""One run a market at a time in one home: a lock that the kernel frees, however the run ends."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from socket import gethostname

from core.clock import utc_now
from core.errors import ConfigError, MarketBusyError

MAX_NOTE_BYTES = 1_000
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class MarketLock:
    """The right to read a market; held until it is released or the process ends."""

    descriptor: int

    @property
    def identity(self) -> str:
        """What names this lock among those of all machines: the running kernel and the file.

        Two crawlers that share a home on one machine have the same; a copied home, or another machine, has another.
        """
        found = os.fstat(self.descriptor)
        return f"{_kernel()}:{found.st_dev}:{found.st_ino}"

    def release(self) -> None:
        """Let others read the market."""
        os.close(self.descriptor)


def lock_path(home: Path, market: str) -> Path:
    """Return the lock file of a market."""
    return home / "ledger" / f"{market}.lock"


def lock_market(home: Path, market: str, run_id: str) -> MarketLock:
    """Take the lock of a market.

    Args:
        home: Where the ledgers are.
        market: The market's name.
        run_id: What others are told of the holder.

    Raises:
        MarketBusyError: Another run holds it; the message says which.
        ConfigError: The file cannot be opened.
    """
    path = lock_path(home, market)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(
            f"the lock of {market} cannot be opened: {error}; give {path.parent} to this "
            "user",
            market=market,
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = _holder(descriptor)
        os.close(descriptor)
        raise MarketBusyError(
            f"{market} is being read by another run{holder}: wait for its end, or end it "
            "with SIGTERM; it keeps what it has",
            market=market,
        ) from error
    _sign(descriptor, run_id)
    return MarketLock(descriptor)


def _kernel() -> str:
    try:
        # Of this start of the machine: all containers on it read the same.
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return gethostname()


def _sign(descriptor: int, run_id: str) -> None:
    note = {"run_id": run_id, "pid": os.getpid(), "since": f"{utc_now():%FT%TZ}"}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(note).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, MAX_NOTE_BYTES, 0))
        return f" ({note['run_id']}, process {note['pid']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        # The holder has the lock and has not signed yet.
        return ""
