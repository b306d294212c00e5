"""Removes messages that were sent long ago, so that a home does not grow for ever."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from crawlers.outbox import Outbox
from crawlers.run_state import RunPaths

KEPT = timedelta(days=7)
"""Until then a message can be sent again if the workers have lost it."""
FILES_MAX = 5_000
"""Looked at in one go: a crawl waits for it."""


def clean_sent(outbox: Outbox, home: Path, now: datetime) -> int:
    """Remove sent messages of runs that have ended, a week after they were sent.

    Returns:
        How many were removed.
    """
    removed = 0
    oldest = (now - KEPT).timestamp()
    for path in islice((outbox.folder / "sent").glob("*.json"), FILES_MAX):
        # Several crawls clean at the same time.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest and _has_ended(path, home):
                path.unlink()
                removed += 1
    return removed


def _has_ended(path: Path, home: Path) -> bool:
    try:
        payload = json.loads(path.read_text(encoding="utf-8"))["payload"]
        run_id = str(payload.get("run_id") or payload["run"]["run_id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        # No message of ours: not ours to remove.
        return False
    return RunPaths(home, run_id).run.exists()
