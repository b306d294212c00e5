"""Messages on their way to the queue: on disk first, sent after, never lost between.

A message stands in ``HOME/outbox`` until the broker has taken it; then it moves to ``HOME/outbox/sent``. Where the broker does
not answer, it stays, and ``publish_pending`` sends it later. A message may so be sent twice: every task may run twice.

A crawl stages its batches: staged ones are on disk, but nobody sends them before the crawl's ledger knows of them.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError

from core.errors import ConfigError, MessageError, ServiceUnavailableError
from core.log import get_logger
from core.messages import QUEUE, Message
from core.settings import Settings
from crawlers.files import write_whole

CONNECT_TIMEOUT_S = 2.0
REMEDY = (
    "start it with `stallwatch up`, or mend STALLWATCH_REDIS_URL; then `stallwatch retry` "
    "sends what waits"
)
LAST_SUFFIX = ".run.json"
"""Messages that go after all others: a run's end follows its batches."""
STAGED_SUFFIX = ".staged"

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The folder of waiting messages, and the broker they go to."""

    folder: Path
    app: Celery
    broker: str
    """The broker's address as a message may show it, without credentials."""

    @classmethod
    def of(cls, settings: Settings) -> "Outbox":
        """Return the outbox of a home.

        Raises:
            ConfigError: Its folder cannot be made.
        """
        folder = settings.home / "outbox"
        try:
            (folder / "sent").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"the outbox {folder} cannot be made: {error}; see its rights and the room "
                "on its disk"
            ) from error
        address = settings.broker_url
        return cls(
            folder=folder, app=_sender(address), broker=address.rpartition("@")[2]
        )

    def put(self, message: Message, name: str) -> Path:
        """Write a message to disk; it is safe from here on."""
        path = self.folder / name
        write_whole(path, _envelope(message))
        return path

    def stage(self, message: Message, name: str) -> Path:
        """Write a message to disk where nobody sends it yet; return its staged file."""
        path = self.folder / f"{name}{STAGED_SUFFIX}"
        # Half a file is no harm: until it is released, only its own run looks at it.
        with path.open("w", encoding="utf-8") as file:
            file.write(_envelope(message))
            file.flush()
            os.fsync(file.fileno())
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            # The name itself must outlive the machine's power as well.
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return path

    def release(self, staged: Path) -> Path:
        """Let a staged message be sent; return its file."""
        path = staged.with_name(staged.name.removesuffix(STAGED_SUFFIX))
        return staged.replace(path)

    def staged(self, name: str) -> Path | None:
        """Return the staged file of a message, where there is one."""
        path = self.folder / f"{name}{STAGED_SUFFIX}"
        return path if path.exists() else None

    def has(self, name: str) -> bool:
        """Return whether a message waits or was sent."""
        places = (self.folder, self.folder / "sent")
        return any((place / name).exists() for place in places)

    def send(self, path: Path) -> None:
        """Send a waiting message and move it to the sent ones.

        Raises:
            ServiceUnavailableError: The broker does not answer; the file stays.
            MessageError: The file is not a message.
        """
        try:
            task, payload = _read(path)
        except FileNotFoundError:
            # Another process sent it between our listing and our reading.
            return
        try:
            self.app.send_task(task, args=[payload], queue=QUEUE, retry=False)
        except (OperationalError, OSError) as error:
            raise ServiceUnavailableError(
                f"Redis does not answer, so {path.name} waits in {path.parent}: {REMEDY}",
                broker=self.broker,
            ) from error
        with suppress(FileNotFoundError):
            path.replace(self.folder / "sent" / path.name)

    def pending(self) -> list[Path]:
        """Return the waiting messages, oldest first, ends of runs last."""
        waiting = []
        for path in self.folder.glob("*.json"):
            # Other crawls send from this folder too: what is gone by now was sent.
            with suppress(FileNotFoundError):
                written_at = path.stat().st_mtime_ns
                waiting.append((path.name.endswith(LAST_SUFFIX), written_at, path))
        return [path for _, _, path in sorted(waiting)]


def publish_pending(settings: Settings) -> int:
    """Send every waiting message and return how many were sent.

    Raises:
        ServiceUnavailableError: The broker does not answer; the rest waits on.
    """
    outbox = Outbox.of(settings)
    sent = 0
    for path in outbox.pending():
        try:
            outbox.send(path)
        except MessageError:
            # One spoilt file must not hold up the others; it stays for a human to see.
            log.exception("outbox/unreadable", file=str(path))
            continue
        sent += 1
    return sent


def _sender(address: str) -> Celery:
    # Only sends by task name: the tasks themselves, and their models, live elsewhere.
    app = Celery("stallwatch-crawler", broker=address, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        broker_connection_timeout=CONNECT_TIMEOUT_S,
        broker_transport_options={
            "socket_connect_timeout": CONNECT_TIMEOUT_S,
            "socket_timeout": 10.0,
            "max_retries": 0,
        },
    )
    return app


def _envelope(message: Message) -> str:
    return f'{{"task": "{message.task}", "payload": {message.model_dump_json()}}}'


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        envelope = json.loads(path.read_text(encoding="utf-8"))
        return str(envelope["task"]), dict(envelope["payload"])
    except (ValueError, KeyError, TypeError) as error:
        raise MessageError(
            f"{path} is not a message of this project: look at it, then delete it"
        ) from error
