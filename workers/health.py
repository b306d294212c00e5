"""Tells whether this machine's worker listens: ``python -m workers.health``."""

import sys

from broker.health import require_answer
from core.errors import StallwatchError
from core.settings import Settings
from workers.command import NAME


def main() -> int:
    """Return 0 if the worker answers, else 1 with the reason on standard error."""
    try:
        require_answer(Settings.load(), NAME)
    except StallwatchError as error:
        sys.stderr.write(f"unhealthy: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
