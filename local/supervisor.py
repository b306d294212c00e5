"""Keeps the parts of one home running, and writes down what runs.

A part that dies is restarted; when the supervisor is told to stop, it stops every part, the last started first.
"""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psutil

from core.errors import LocalPartError, StallwatchError
from core.log import get_logger
from core.settings import Settings
from local.process import Part, RunningPart
from local.state import (
    PartState,
    StackState,
    remove_state,
    started_at,
    state_file,
    write_state,
)

TICK_S = 0.25
log = get_logger(__name__)


class Supervisor:
    """Runs a list of parts for one home.

    Args:
        settings: Where the home is and which index prefix the stack serves.
        parent: End when this process ends; None to run until told to stop.
    """

    def __init__(self, settings: Settings, *, parent: int | None = None) -> None:
        self._settings = settings
        self._parent = psutil.Process(parent) if parent else None
        self._running: list[RunningPart] = []
        self._stopping = False
        self._written: StackState | None = None
        pid = os.getpid()
        self._state = StackState(
            supervisor=PartState(
                name="supervisor",
                pid=pid,
                started_at=started_at(pid),
                log=str(settings.home / "logs" / "supervisor.log"),
                ready=True,
            ),
            index_prefix=settings.index_prefix,
        )

    def run(self, groups: Iterator[list[Part]]) -> int:
        """Start the parts group by group, then watch them until told to stop.

        Args:
            groups: Parts that may start together. The next group is asked for when all before it are ready, so that it can be
                made from what they know, such as their ports.

        Returns:
            The exit code: 0 after an orderly stop, 1 if the start failed.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            with home_lock(self._settings.home):
                return self._run_locked(groups)
        except LocalPartError as error:
            log.error("another supervisor holds this home", reason=str(error))  # noqa: TRY400
            return 1

    @property
    def stopping(self) -> bool:
        """Whether it was told to end: long work before the parts run must stop."""
        return self._stopping

    def note(self, **changes: object) -> None:
        """Change the state that others read."""
        self._state = self._state.model_copy(update=changes)
        self._write()

    def _run_locked(self, groups: Iterator[list[Part]]) -> int:
        try:
            for group in groups:
                self._start(group)
                if self._stopping:
                    return 0
            self.note(ready=True, step="running")
            while not self._stopping:
                self._tick()
        except StallwatchError as error:
            log.exception("the parts could not be started")
            self.note(failure=str(error), step="failed")
            return 1
        finally:
            self._stop_all()
        remove_state(self._settings.home)
        return 0

    def _start(self, group: Iterable[Part]) -> None:
        started = [RunningPart(part) for part in group]
        self._running += started
        names = ", ".join(item.part.name for item in started)
        self.note(step=f"starting {names}")
        for item in started:
            item.start()
        until = time.monotonic() + max(item.part.start_timeout_s for item in started)
        while not self._stopping and not all(item.ready for item in started):
            self._tick()
            for item in started:
                _check_start(item, timed_out=time.monotonic() > until)

    def _tick(self) -> None:
        time.sleep(TICK_S)
        if self._parent is not None and not _lives(self._parent):
            self._stopping = True
        for item in self._running:
            item.watch()
        self._write()

    def _write(self) -> None:
        states = (item.state() for item in self._running)
        parts = tuple(state for state in states if state)
        changed = self._state.model_copy(update={"parts": parts})
        # Only news: a full disk must not end parts that run well.
        if changed != self._written or not state_file(self._settings.home).is_file():
            write_state(self._settings.home, changed)
            self._written = changed
        self._state = changed

    def _stop_all(self) -> None:
        # A full disk is no reason to leave parts behind.
        with contextlib.suppress(OSError):
            self.note(ready=False, stopping=True, step="stopping")
        for item in reversed(self._running):
            item.stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


@contextmanager
def home_lock(home: Path) -> Iterator[None]:
    """Hold the home for one supervisor.

    Raises:
        LocalPartError: Another one holds it.
    """
    path = home / "run" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LocalPartError(
                "this home is in use already: see `stallwatch status`, or choose "
                "another with STALLWATCH_HOME",
                home=str(home),
            ) from error
        yield


def _check_start(item: RunningPart, *, timed_out: bool) -> None:
    if item.ready:
        return
    if item.fault or not item.is_alive() or timed_out:
        how = "did not become ready in time" if timed_out else "ended at its start"
        raise item.part.failure(f"{item.part.name} {how}")


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
