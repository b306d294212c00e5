"""Starting and stopping the whole stack of a home, from whichever command."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from core.errors import LocalPartError
from core.settings import Settings, environment_for_child
from local.process import last_line
from local.state import (
    PartState,
    StackState,
    read_state,
    remove_state,
    running_state,
)

POLL_S = 0.2
STOP_TIMEOUT_S = 90.0
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
    state = running_state(settings.home)
    if state is not None:
        if state.index_prefix != prefix:
            raise LocalPartError(
                f"a stack that serves the indices {state.index_prefix!r} runs in this "
                "home: stop it with `stallwatch down` first",
                home=str(settings.home),
            )
        return _wait_until_ready(settings.home, state.supervisor, on_step), False
    stop_stack(settings.home)
    process = _start_supervisor(settings, parent, prefix)
    try:
        return _wait_until_ready(settings.home, process, on_step), True
    except BaseException:
        # Ctrl-C while starting must not leave half a stack behind.
        process.terminate()
        process.wait()
        remove_state(settings.home)
        raise


def stop_stack(home: Path, *, on_step: OnStep | None = None) -> list[str]:
    """Stop every part of a home, also those whose supervisor was killed.

    Returns:
        The names of the parts that were running.

    Raises:
        LocalPartError: A part did not end.
    """
    state = read_state(home)
    if state is None:
        return []
    running = [part for part in state.parts if part.process()]
    supervisor = state.supervisor.process()
    if on_step:
        on_step("stopping " + ", ".join(part.name for part in running))
    if supervisor is not None:
        supervisor.terminate()
        _wait_for_end(supervisor, state.supervisor)
    for part in reversed(running):
        process = part.process()
        if process is not None:
            _end_orphan(process, part)
    remove_state(home)
    return [part.name for part in running]


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
        state = read_state(home)
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
    family = [process, *process.children(recursive=True)]
    process.send_signal(signal.SIGTERM)
    _, left = psutil.wait_procs(family, timeout=20)
    for member in left:
        member.kill()
    _wait_for_end(process, part)
