"""Starting and stopping the whole stack of a home, from whichever command."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from core.errors import LocalPartError
from core.settings import Settings, environment_for_child
from local.log_end import last_line
from local.state import (
    PartState,
    StackState,
    read_state,
    remove_state,
    running_state,
)

POLL_S = 0.2
STOP_TIMEOUT_S = 90.0
ORPHAN_TIMEOUT_S = 20.0
"""After this an orphan, which nobody else stops, is killed."""
OnStep = Callable[[str], None]


def start_stack(
    settings: Settings,
    *,
    on_step: OnStep,
    parent: int | None = None,
    index_prefix: str | None = None,
) -> tuple[StackState, bool]:
    """Start every part, or find them running.

    Args:
        settings: The home, ports and sizes.
        on_step: Told what is being done, whenever that changes.
        parent: End the stack when this process ends.
        index_prefix: Serve these indices instead of the configured ones.

    Returns:
        The state, and whether this call started it.

    Raises:
        LocalPartError: A part did not start, or the running stack serves other indices.
    """
    prefix = index_prefix or settings.index_prefix
    state = _settled_state(settings.home)
    if state is not None:
        if state.supervisor.process():
            return _join(settings.home, state, prefix, on_step), False
        _stop(settings.home, state)
    try:
        return _start(settings, parent, prefix, on_step), True
    except LocalPartError:
        # Of two commands that start at the same time one gets the home.
        state = running_state(settings.home)
        if state is None:
            raise
        return _join(settings.home, state, prefix, on_step), False


def stop_stack(home: Path, *, on_step: OnStep | None = None) -> list[str]:
    """Stop every part of a home, also those whose supervisor was killed.

    Returns:
        The names of the parts that were running.

    Raises:
        LocalPartError: A part did not end, or belongs to another user.
    """
    state = read_state(home)
    return [] if state is None else _stop(home, state, on_step)


def _settled_state(home: Path) -> StackState | None:
    state = read_state(home)
    if state is None or not state.stopping:
        return state
    if process := state.supervisor.process():
        _wait_for_end(process, state.supervisor)
    return read_state(home)


def _join(home: Path, state: StackState, prefix: str, on_step: OnStep) -> StackState:
    if state.index_prefix != prefix:
        raise LocalPartError(
            f"a stack that serves the indices {state.index_prefix!r} runs in this "
            "home: stop it with `stallwatch down` first, or choose another "
            "STALLWATCH_HOME",
            home=str(home),
        )
    return _wait_until_ready(home, state.supervisor, on_step)


def _start(
    settings: Settings, parent: int | None, prefix: str, on_step: OnStep
) -> StackState:
    process = _start_supervisor(settings, parent, prefix)
    try:
        return _wait_until_ready(settings.home, process, on_step)
    except BaseException:
        # Ctrl-C while starting must not leave half a stack behind.
        process.terminate()
        process.wait()
        if _state_of(settings.home, process.pid):
            remove_state(settings.home)
        raise


def _stop(home: Path, state: StackState, on_step: OnStep | None = None) -> list[str]:
    running = [part for part in state.parts if part.process()]
    supervisor = state.supervisor.process()
    names = [part.name for part in running]
    if supervisor and not names:
        names = [state.supervisor.name]
    if on_step:
        on_step("stopping " + ", ".join(names))
    try:
        if supervisor is not None:
            supervisor.terminate()
            _wait_for_end(supervisor, state.supervisor)
        for part in reversed(running):
            process = part.process()
            if process is not None:
                _end_orphan(process, part)
    except psutil.AccessDenied as error:
        raise LocalPartError(
            "what runs in this home belongs to another user: run this command as the "
            "user who started it, or as root",
            home=str(home),
        ) from error
    remove_state(home)
    return names


def _start_supervisor(
    settings: Settings, parent: int | None, prefix: str
) -> subprocess.Popen[bytes]:
    log = settings.home / "logs" / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "local.supervise"]
    if parent is not None:
        command += ["--parent", str(parent)]
    environment = environment_for_child(home=str(settings.home), index_prefix=prefix)
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_ready(
    home: Path, supervisor: subprocess.Popen[bytes] | PartState, on_step: OnStep
) -> StackState:
    told = ""
    while True:
        alive = _is_alive(supervisor)
        state = _state_of(home, supervisor.pid)
        if state is not None and state.failure:
            raise LocalPartError(state.failure)
        if state is not None and state.step != told:
            told = state.step
            on_step(told)
        if state is not None and state.ready:
            return state
        if not alive:
            log = home / "logs" / "supervisor.log"
            raise LocalPartError(
                f"the supervisor ended before the parts were ready: {last_line(log)}; "
                f"the whole log: {log}"
            )
        time.sleep(POLL_S)


def _state_of(home: Path, supervisor: int) -> StackState | None:
    state = read_state(home)
    return state if state and state.supervisor.pid == supervisor else None


def _is_alive(supervisor: subprocess.Popen[bytes] | PartState) -> bool:
    if isinstance(supervisor, PartState):
        return supervisor.process() is not None
    return supervisor.poll() is None


def _wait_for_end(process: psutil.Process, part: PartState) -> None:
    try:
        process.wait(STOP_TIMEOUT_S)
    except psutil.TimeoutExpired as error:
        raise LocalPartError(
            f"{part.name} (pid {part.pid}) did not end within {STOP_TIMEOUT_S:.0f} s; "
            f"its log: {part.log}"
        ) from error


def _end_orphan(process: psutil.Process, part: PartState) -> None:
    # It may end by itself meanwhile.
    with contextlib.suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        process.terminate()
        _, left = psutil.wait_procs(family, timeout=ORPHAN_TIMEOUT_S)
        for member in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
    _wait_for_end(process, part)
