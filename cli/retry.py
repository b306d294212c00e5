"""``stallwatch retry``."""

from cli.context import OUT, settings_here, write_json


def retry(*, json: bool = False) -> int:
    """Send failed or unsent batches again.

    First the batches that crawlers could not hand over because Redis was away, then the dead letters: batches that workers gave up.
    What fails again becomes a dead letter again, with its new reason.

    Args:
        json: Print one JSON object for scripts.
    """
    from crawlers.outbox import publish_pending
    from workers.replay import replay

    settings = settings_here()
    unsent = publish_pending(settings)
    replayed = replay(settings)
    if json:
        write_json({"unsent": unsent, "dead_letters": replayed})
        return 0
    OUT.print(f"sent {unsent} waiting batches and {replayed} dead letters again")
    return 0
