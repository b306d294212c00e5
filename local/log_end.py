"""The end of a part's log: what a message quotes when the part has failed."""

from pathlib import Path

from core.errors import shown

TAIL_BYTES = 32_768


def last_lines(log: Path, count: int = 50) -> list[str]:
    """Return the last lines of a log that are not blank; none where there is no log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip()][-count:]


def last_line(log: Path) -> str:
    """Return the last line of a log, quoted and cut short."""
    lines = last_lines(log, 1)
    return shown(lines[-1]) if lines else "(its log is empty)"
