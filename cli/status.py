"""``stallwatch status``."""

from typing import Any

from rich.table import Table

from cli.context import OUT, write_json
from core.settings import Settings

NOT_RUNNING = 3


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
    table = Table(box=None, pad_edge=False)
    for column in ("part", "state", "pid", "memory", "since", "address", "data"):
        table.add_column(column, overflow="fold")
    for part in view.parts:
        table.add_row(
            part.name,
            part.summary,
            str(part.pid),
            f"{part.memory_mb} MB",
            f"{part.started_at:%Y-%m-%d %H:%M:%S}",
            part.address or "",
            part.location or "",
        )
    if view.parts:
        OUT.print(table)
    OUT.print(f"home   {view.home}")
    if view.queue is not None:
        OUT.print(f"queue  {view.queue} batches waiting or in work")
