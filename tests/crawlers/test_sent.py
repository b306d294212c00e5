import os
from datetime import timedelta

from core.clock import utc_now
from crawlers.context import CrawlContext
from crawlers.run_state import RunPaths
from crawlers.sent import clean_sent
from tests.builders import make_batch, make_listing, make_run_finished


def put(context: CrawlContext, run_id: str, *, days: float) -> list[str]:
    """Put a sent batch and a sent end of a run there, as old as said."""
    sent = context.outbox.folder / "sent"
    at = (utc_now() - timedelta(days=days)).timestamp()
    names = []
    for name, message in (
        (f"{run_id}-b.json", make_batch(make_listing(), run_id=run_id)),
        (f"{run_id}.run.json", make_run_finished(run_id=run_id)),
    ):
        path = context.outbox.put(message, name).replace(sent / name)
        os.utime(path, (at, at))
        names.append(name)
    return names


def test_old_messages_of_ended_runs_are_removed(context: CrawlContext) -> None:
    put(context, "ended", days=8)
    kept = put(context, "running", days=8) + put(context, "young", days=6)
    for run_id in ("ended", "young"):
        path = RunPaths(context.settings.home, run_id).run
        path.parent.mkdir(parents=True)
        path.write_text("{}")
    assert clean_sent(context.outbox, context.settings.home, utc_now()) == 2
    left = (context.outbox.folder / "sent").iterdir()
    assert sorted(path.name for path in left) == sorted(kept)


def test_what_is_no_message_stays(context: CrawlContext) -> None:
    path = context.outbox.folder / "sent" / "odd.json"
    path.write_text("[]")
    os.utime(path, (0, 0))
    assert clean_sent(context.outbox, context.settings.home, utc_now()) == 0
    assert path.exists()
