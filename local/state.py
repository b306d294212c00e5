"""What runs on this machine, kept in one JSON file that every command reads.

A process is known by its id and its start time together, so that an id which the system gave to somebody else is never taken for ours.
"""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, SecretStr, ValidationError

from core.errors import LocalPartError
from core.records import Record
from core.settings import Settings

if TYPE_CHECKING:
    import psutil

CLOCK_SLACK_S = 1.0
"""A start time read twice may differ by the kernel's clock tick."""


class PartState(Record):
    """One running part."""

    name: str
    pid: int
    started_at: AwareDatetime
    """The process's own start time."""
    address: str | None = None
    location: str | None = None
    """Folder that holds the part's data."""
    log: str
    restarts: int = 0
    ready: bool = False
    fault: str | None = None
    """Why the part is given up, if it is."""

    def process(self) -> "psutil.Process | None":
        """Return the process while it lives, and only if it is ours."""
        # Images without parts of their own to run have no psutil, and no state either.
        import psutil

        try:
            process = psutil.Process(self.pid)
            began = datetime.fromtimestamp(process.create_time(), UTC)
            alive = process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        ours = abs((began - self.started_at).total_seconds()) <= CLOCK_SLACK_S
        return process if ours and alive else None


class StackState(Record):
    """All parts that one supervisor runs, and the addresses to use them by."""

    supervisor: PartState
    parts: tuple[PartState, ...] = ()
    elasticsearch_url: str | None = None
    redis_url: str | None = None
    api_url: str | None = None
    index_prefix: str
    downloads: int = 0
    """Files fetched since the supervisor started."""
    step: str = "starting"
    """What the supervisor is doing, for whoever waits."""
    ready: bool = False
    stopping: bool = False
    """The supervisor was told to end and ends its parts."""
    failure: str | None = None
    """Why the start was given up, with the remedy."""

    def part(self, name: str) -> PartState | None:
        """Return a part by its name."""
        return next((part for part in self.parts if part.name == name), None)


def started_at(pid: int) -> datetime:
    """Return when a process started, in UTC."""
    import psutil

    return datetime.fromtimestamp(psutil.Process(pid).create_time(), UTC)


def state_file(home: Path) -> Path:
    """Return where the state of a home is kept."""
    return home / "run" / "state.json"


def write_state(home: Path, state: StackState) -> None:
    """Replace the state in one step, so that no reader sees half of it."""
    path = state_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(state.model_dump_json(indent=1), encoding="utf-8")
    draft.replace(path)


def read_state(home: Path) -> StackState | None:
    """Return the last state that was written, whether or not it still holds.

    Raises:
        LocalPartError: The file is damaged.
    """
    path = state_file(home)
    try:
        return StackState.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValidationError as error:
        raise LocalPartError(
            "the state file is damaged: end the processes it names, then delete it",
            file=str(path),
        ) from error


def running_state(home: Path) -> StackState | None:
    """Return the state while its supervisor lives."""
    state = read_state(home)
    return state if state and state.supervisor.process() else None


def remove_state(home: Path) -> None:
    """Forget the state, after everything in it has ended."""
    with contextlib.suppress(FileNotFoundError):
        state_file(home).unlink()


def with_running_parts(settings: Settings) -> Settings:
    """Return the settings with the addresses of the parts that run here.

    An address that the user set stays; without a running stack nothing changes.
    """
    state = running_state(settings.home)
    if state is None:
        return settings
    found: dict[str, object] = {"index_prefix": state.index_prefix}
    if settings.elasticsearch_url is None:
        found["elasticsearch_url"] = state.elasticsearch_url
    if settings.redis_url is None and state.redis_url:
        found["redis_url"] = SecretStr(state.redis_url)
    return settings.model_copy(update=found)
