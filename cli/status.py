"""``stallwatch status``."""

from typing import Any

from cli.context import OUT, print_columns, write_json
from core.settings import Settings

NOT_RUNNING = 3
COLUMNS = ("part", "state", "pid", "memory", "since (UTC)", "address")


def status(*, json: bool = False) -> int:
    """Show what runs, where, since when and with how much memory.

    Exit code 0 while everything runs, 3 when nothing runs, 1 when a part is missing.

    Args:
        json: Print one JSON object for scripts.
    """
    from local.overview import overview

    settings = Settings.load()
    view = overview(settings)
    if json:
        write_json(view.model_dump(mode="json"))
    else:
        _show(view)
    if not view.running:
        return NOT_RUNNING
    return 0 if all(part.alive for part in view.parts) else 1


def _show(view: Any) -> None:
    if not view.running:
        OUT.print("nothing runs; start it with `stallwatch up`")
    rows = [
        (
            part.name,
            part.summary,
            str(part.pid),
            f"{part.memory_mb} MB",
            f"{part.started_at:%m-%d %H:%M}",
            part.address or "",
        )
        for part in view.parts
    ]
    if rows:
        print_columns(COLUMNS, rows)
        if not view.parts[0].alive:
            OUT.print(
                "the supervisor is dead, so what ends is not restarted: run "
                "`stallwatch up`, which starts everything anew"
            )
    for part in view.parts:
        if part.fault:
            OUT.print(f"{part.name} was given up: {part.fault}")
        if part.location:
            OUT.print(f"data   {part.location} ({part.name})")
    OUT.print(f"home   {view.home}")
    if view.queue is not None:
        OUT.print(f"queue  {view.queue} batches waiting or in work")
