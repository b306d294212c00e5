"""What ``status`` shows: every part with its memory, and the queue's length."""

import contextlib

import psutil
import redis
from pydantic import AwareDatetime

from core.messages import QUEUE
from core.records import Record
from core.settings import Settings
from local.state import PartState, read_state, remove_state

MIB = 1024 * 1024


class PartView(Record):
    """One part as it is now."""

    name: str
    alive: bool
    ready: bool
    pid: int
    memory_mb: int
    """Resident memory of the part and its children."""
    started_at: AwareDatetime
    address: str | None
    location: str | None
    log: str
    restarts: int
    fault: str | None

    @property
    def summary(self) -> str:
        """The part's condition in one or a few words; ``fault`` says why."""
        if self.fault:
            return "given up"
        if not self.alive:
            return "dead"
        condition = "running" if self.ready else "starting"
        return (
            f"{condition}, restarted {self.restarts}x" if self.restarts else condition
        )


class Overview(Record):
    """The whole stack of a home."""

    home: str
    running: bool
    ready: bool
    step: str
    index_prefix: str | None
    elasticsearch_url: str | None
    redis_url: str | None
    api_url: str | None
    queue: int | None
    """Batches waiting or in work; None when Redis does not answer."""
    parts: tuple[PartView, ...]


def overview(settings: Settings) -> Overview:
    """Look at the stack of a home."""
    state = read_state(settings.home)
    if state is None:
        return _nothing(settings)
    # The supervisor's children are the other parts, which have rows of their own.
    supervisor = _view(state.supervisor, with_children=False)
    parts = (supervisor, *(_view(part, with_children=True) for part in state.parts))
    running = any(part.alive for part in parts)
    if not running:
        remove_state(settings.home)
        return _nothing(settings)
    return Overview(
        home=str(settings.home),
        running=running,
        ready=state.ready,
        step=state.step,
        index_prefix=state.index_prefix,
        elasticsearch_url=state.elasticsearch_url,
        redis_url=state.redis_url,
        api_url=state.api_url,
        queue=_queue_length(state.redis_url),
        parts=parts,
    )


def _nothing(settings: Settings) -> Overview:
    return Overview(
        home=str(settings.home),
        running=False,
        ready=False,
        step="stopped",
        index_prefix=None,
        elasticsearch_url=None,
        redis_url=None,
        api_url=None,
        queue=None,
        parts=(),
    )


def _view(part: PartState, *, with_children: bool) -> PartView:
    process = part.process()
    return PartView(
        name=part.name,
        alive=process is not None,
        ready=part.ready and process is not None,
        pid=part.pid,
        memory_mb=_memory_mb(process, with_children=with_children) if process else 0,
        started_at=part.started_at,
        address=part.address,
        location=part.location,
        log=part.log,
        restarts=part.restarts,
        fault=part.fault,
    )


def _memory_mb(process: psutil.Process, *, with_children: bool) -> int:
    total = 0
    # Any of them may end while it is looked at.
    with contextlib.suppress(psutil.NoSuchProcess):
        children = process.children(recursive=True) if with_children else []
        for member in (process, *children):
            with contextlib.suppress(psutil.NoSuchProcess):
                total += member.memory_info().rss
    return total // MIB


def _queue_length(url: str | None) -> int | None:
    if url is None:
        return None
    client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        return int(client.llen(QUEUE)) + int(client.hlen("unacked"))
    except redis.RedisError:
        return None
    finally:
        client.close()
