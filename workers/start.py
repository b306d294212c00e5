"""Becomes a worker: ``python -m workers.start``."""

import os
import sys
from typing import NoReturn

from core.errors import ConfigError
from core.settings import Settings
from workers.command import worker_command

USAGE = 2


def main() -> NoReturn:
    """Replace this process by the worker.

    The process id stays, so that whoever started it can watch and stop the worker.
    """
    try:
        command = worker_command(Settings.load())
    except ConfigError as error:
        sys.stderr.write(f"the worker cannot start: {error}\n")
        raise SystemExit(USAGE) from error
    os.execv(command[0], command)  # noqa: S606 - our own interpreter and arguments


if __name__ == "__main__":
    main()
