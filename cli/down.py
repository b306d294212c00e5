"""``stallwatch down``."""

from cli.context import NOTES, OUT
from core.settings import Settings


def down() -> int:
    """Stop everything that `up` started; data stays.

    A worker finishes the batch in hand first. Running it twice is no error.
    """
    from local.stack import stop_stack

    settings = Settings.load()
    with NOTES.status("stopping") as spinner:
        stopped = stop_stack(settings.home, on_step=lambda step: spinner.update(step))
    OUT.print(f"stopped {', '.join(stopped)}" if stopped else "nothing was running")
    return 0
