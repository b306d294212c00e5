"""Tells whether this machine's crawler or beat works: ``python -m crawlers.schedule.health crawler|beat``."""

import sys
from pathlib import Path

from broker.health import require_answer
from core.clock import utc_now
from core.errors import ServiceUnavailableError, StallwatchError
from core.settings import Settings

NODE = "crawler"
"""Begins the node name that a crawler is started with: ``--hostname=crawler@%h``."""
MARK = Path("schedule") / "beat.alive"
"""Touched by beat whenever it looks at what is due, below the home."""
STALE_S = 180.0
"""Beat looks once a minute; three looks that did not happen are no accident."""
USAGE = 2


def mark_alive(home: Path) -> None:
    """Leave the mark that beat has looked at what is due."""
    mark = home / MARK
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def require_beat(home: Path) -> None:
    """Return if beat has looked at what is due of late.

    Raises:
        ServiceUnavailableError: It has not, or never.
    """
    try:
        looked_at = (home / MARK).stat().st_mtime
    except FileNotFoundError:
        raise ServiceUnavailableError(
            "beat has not looked at the schedules yet: read its log", mark=str(MARK)
        ) from None
    age_s = utc_now().timestamp() - looked_at
    if age_s > STALE_S:
        raise ServiceUnavailableError(
            "beat has stopped looking at the schedules: read its log and start it anew",
            seconds_ago=round(age_s),
        )


def main(arguments: list[str]) -> int:
    """Return 0 if the part that is named works, else 1 with the reason on standard error.

    Args:
        arguments: ``crawler`` or ``beat``.
    """
    try:
        settings = Settings.load()
        if arguments == ["crawler"]:
            require_answer(settings, NODE)
        elif arguments == ["beat"]:
            require_beat(settings.home)
        else:
            sys.stderr.write("say which part is asked for: crawler or beat\n")
            return USAGE
    except StallwatchError as error:
        sys.stderr.write(f"unhealthy: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
