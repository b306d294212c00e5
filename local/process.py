"""One part as a child process: started, watched, restarted and stopped."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import LocalPartError
from local.log_end import last_line
from local.state import PartState, started_at

KILL_AFTER_S = 20.0
BACK_OFF_S = (0.2, 1.0, 2.0, 5.0, 10.0)
"""Waiting time before each further restart; the last one stays."""
STEADY_AFTER_S = 60.0
"""A part that ran this long starts with a clean count of restarts."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How a part is started."""

    command: list[str]
    environment: Mapping[str, str]
    folder: Path
    user: int | None = None
    """User id that the child drops to, where it must not run as root."""
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the supervisor keeps running."""

    name: str
    launch: Callable[[], Launch]
    is_ready: Callable[[], bool]
    log: Path
    address: str | None = None
    location: str | None = None
    start_timeout_s: float = 180.0
    fatal_starts: int = 5
    """The part is given up after this many starts without becoming steady."""
    explain: Callable[[str], LocalPartError] | None = None
    """Says what to do about a failure, from the part's own log."""

    def failure(self, what: str) -> LocalPartError:
        """Return an error that says what failed, why, and what to do."""
        if self.explain is not None:
            return self.explain(what)
        return LocalPartError(
            f"{what}; its last line: {last_line(self.log)}; the whole log: {self.log}; "
            "`stallwatch doctor` looks for causes",
            log_file=str(self.log),
        )


@dataclass(slots=True)
class RunningPart:
    """A part and the process that runs it at the moment."""

    part: Part
    restarts: int = 0
    fault: str | None = None
    ready: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _started: float = 0.0
    _next_start: float = 0.0
    _last_state: PartState | None = None

    def start(self) -> None:
        """Start the process, its output appended to the part's log.

        Raises:
            LocalPartError: The command cannot be run.
        """
        launch = self.part.launch()
        self.part.log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self.part.log.open("ab") as log:
                self._process = subprocess.Popen(
                    launch.command,
                    env=dict(launch.environment),
                    cwd=launch.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    user=launch.user,
                    group=launch.group,
                    extra_groups=[] if launch.user is not None else None,
                    start_new_session=True,
                )
        except OSError as error:
            raise LocalPartError(
                f"{self.part.name} cannot be started: {error}",
                command=launch.command[0],
            ) from error
        self._started = time.monotonic()
        self.ready = False

    @property
    def pid(self) -> int | None:
        """The id of the process, once it was started."""
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def watch(self) -> None:
        """Notice readiness or death, and restart a dead process when it is due."""
        if self.fault or self._process is None:
            return
        if self.is_alive():
            self.ready = self.ready or self.part.is_ready()
            return
        if self.ready or self._next_start == 0.0:
            self._note_death()
        if self.fault is None and time.monotonic() >= self._next_start:
            self._next_start = 0.0
            self.start()

    def state(self) -> PartState | None:
        """Return the part's state for the state file; of a dead part the last one."""
        if self.is_alive() and self.pid is not None:
            self._last_state = PartState(
                name=self.part.name,
                pid=self.pid,
                started_at=started_at(self.pid),
                address=self.part.address,
                location=self.part.location,
                log=str(self.part.log),
            )
        if self._last_state is None:
            return None
        changes = {"ready": self.ready, "restarts": self.restarts, "fault": self.fault}
        return self._last_state.model_copy(update=changes)

    def stop(self) -> None:
        """End the process and all of its own children, gently first."""
        if self._process is None:
            return
        if self.is_alive():
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(KILL_AFTER_S)
        self._sweep()
        self._process.wait()
        self.ready = False

    def _note_death(self) -> None:
        self._sweep()
        lived_s = time.monotonic() - self._started
        recent = 0 if lived_s >= STEADY_AFTER_S else self.restarts
        self.restarts = recent + 1
        self.ready = False
        if self.restarts >= self.part.fatal_starts:
            what = f"{self.part.name} ended {self.restarts} times in a row"
            self.fault = self.part.failure(what).message
        wait_s = BACK_OFF_S[min(recent, len(BACK_OFF_S) - 1)]
        self._next_start = time.monotonic() + wait_s

    def _sweep(self) -> None:
        # The part leads a process group of its own: what it left behind, such as the
        # pool of a killed worker, would otherwise go on holding models and messages.
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
