"""``stallwatch schedule list``."""

from datetime import datetime
from typing import Any

from cli.context import (
    NOTES,
    OUT,
    print_columns,
    printable,
    settings_here,
    write_json,
)

COLUMNS = ("market", "cron (UTC)", "last start", "outcome", "next", "state")


def list_(*, json: bool = False) -> int:
    """Show for every market when it is crawled by itself, how the last crawl went, and what keeps it.

    The last crawl is that of the whole market on any machine, one that was interrupted left out. The state says which run reads the market
    now and where, since when and by whom it is paused, or that it is due. Below stand profiles with faults, ended authorisations, pauses
    with their reasons, and requests that no crawl came of. Without Redis, only this home's runs and pauses are known, and a note says so.

    Args:
        json: Print one JSON object for scripts.
    """
    from crawlers.schedule.overview import schedule_view

    settings = settings_here()
    view = schedule_view(settings)
    if json:
        write_json(view.model_dump(mode="json"))
        return 0
    if view.home_alone is not None:
        NOTES.print(f"only what this home knows: {view.home_alone}")
    if not view.markets:
        OUT.print(f"there is no market profile in {settings.markets_dir}")
        return 0
    print_columns(COLUMNS, [_row(line) for line in view.markets])
    for line in view.markets:
        for sentence in _sentences(line):
            OUT.print(f"{line.market}: {printable(sentence)}")
    return 0


def _row(line: Any) -> tuple[str, ...]:
    return (
        line.market,
        line.schedule or "by hand",
        _time(line.last.started_at) if line.last else "never",
        line.last.outcome if line.last else "",
        _time(line.next_at) if line.next_at else "",
        _state(line),
    )


def _state(line: Any) -> str:
    if line.running is not None:
        return f"running on {printable(line.running.host)}"
    if line.running_here is not None:
        return "running here"
    if line.fault is not None:
        return "cannot be crawled"
    if line.pause is not None:
        return "paused"
    if line.due_since is not None:
        return f"due since {_time(line.due_since)}"
    return "waits" if line.schedule else ""


def _sentences(line: Any) -> list[str]:
    told = []
    if line.running is not None:
        told.append(
            f"run {line.running.run_id} reads it, on {line.running.host}, since "
            f"{_time(line.running.since)}"
        )
    if line.pause is not None:
        reason = f": {line.pause.reason}" if line.pause.reason else ""
        told.append(f"paused since {_time(line.pause.at)} by {line.pause.by}{reason}")
    if line.fault is not None:
        told.append(line.fault)
    if line.answer is not None and line.answer.outcome in {"refused", "lost"}:
        told.append(
            f"the request of {_time(line.answer.asked_at)} was {line.answer.outcome} on "
            f"{line.answer.host}: {line.answer.detail}"
        )
    return told


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
