"""A bar that shows how far the reading of an archive is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from cli.context import NOTES
from core.settings import Settings

STEP = 0.001
"""Of the whole: the bar is not redrawn for less."""


@contextmanager
def reading_progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Give what is told of the progress; it shows a bar where a person looks on.

    Args:
        quiet: Show none.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=NOTES, transient=True) as bar:
        task = bar.add_task("")
        shown = ("", -1.0)

        def report(what: str, done: int, of: int) -> None:
            nonlocal shown
            share = done / of if of else 0.0
            if what != shown[0] or share - shown[1] >= STEP:
                bar.update(task, description=what, completed=done, total=of)
                shown = (what, share)

        yield report


def show_unread(run: Any, settings: Settings) -> None:
    """Say where the pages that could not be read are listed."""
    from crawlers.again.work import UNREAD_NAME
    from crawlers.run_state import RunPaths

    if run.unreadable:
        path = RunPaths(settings.home, run.run_id).folder / UNREAD_NAME
        NOTES.print(f"{path} names each page that could not be read, with the reason")
