"""``stallwatch retry``."""

import os

from cli.context import NOTES, OUT, settings_here, write_json
from core.errors import ConfigError
from core.settings import Settings


def retry(*, json: bool = False) -> int:
    """Send failed or unsent batches again.

    First the batches that crawlers could not hand over because Redis was away, then the dead letters: batches that workers gave up.
    What fails again becomes a dead letter again, with its new reason.

    Args:
        json: Print one JSON object for scripts.
    """
    settings = settings_here()
    unsent = _send_waiting(settings)
    replayed = _replay(settings, unsent)
    if json:
        write_json({"unsent": unsent, "dead_letters": replayed})
        return 0
    OUT.print(f"sent {unsent} waiting batches and {replayed} dead letters again")
    return 0


def _send_waiting(settings: Settings) -> int:
    from crawlers.outbox import publish_pending

    folder = settings.home / "outbox"
    if folder.is_dir() and not os.access(folder, os.W_OK):
        # As in a worker's container: what it sent it could not note, and would send again and again.
        NOTES.print(
            f"what waits in {folder} is sent by who may write there, such as the crawler's "
            "container: run `stallwatch retry` there, too"
        )
        return 0
    return publish_pending(settings)


def _replay(settings: Settings, unsent: int) -> int:
    try:
        from workers.replay import replay
    except ModuleNotFoundError as error:
        # A crawler's image carries what sends its batches, and nothing of the workers'.
        raise ConfigError(
            f"{unsent} waiting batches were sent; dead letters are sent again where the workers' "
            "packages are, such as a worker's container: run `stallwatch retry` there",
            missing=error.name,
        ) from error
    return replay(settings)
