"""The command line that starts a worker."""

import sys

from core.messages import QUEUE
from core.settings import Settings

NAME = "worker"
"""Begins the node name of a worker that is the only one of its machine."""


def worker_command(settings: Settings, *, name: str = NAME) -> list[str]:
    """Return the command that starts a worker for the queue.

    Run it in the project's folder, with the settings in the environment. It prints one line a log entry, and ends with status 1 when
    Redis does not answer.

    Args:
        settings: Concurrency and log level.
        name: Tells several workers of one machine apart.
    """
    return [
        sys.executable,
        "-m",
        "celery",
        "--app=workers.app:app",
        "worker",
        "--pool=prefork",
        f"--concurrency={settings.worker_concurrency}",
        f"--queues={QUEUE}",
        f"--hostname={name}@%h",
        f"--loglevel={settings.log_level}",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
