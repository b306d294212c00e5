"""``stallwatch retry``."""

from cli.context import OUT, settings_here, write_json
from core.errors import ConfigError
from core.settings import Settings


def retry(*, json: bool = False) -> int:
    """Send failed or unsent batches again.

    First the batches that crawlers could not hand over because Redis was away, then the dead letters: batches that workers gave up.
    What fails again becomes a dead letter again, with its new reason.

    Args:
        json: Print one JSON object for scripts.
    """
    from crawlers.outbox import publish_pending

    settings = settings_here()
    unsent = publish_pending(settings)
    replayed = _replay(settings, unsent)
    if json:
        write_json({"unsent": unsent, "dead_letters": replayed})
        return 0
    OUT.print(f"sent {unsent} waiting batches and {replayed} dead letters again")
    return 0


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
