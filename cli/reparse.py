"""``stallwatch reparse``."""

from pathlib import Path

from cli.context import NOTES, OUT, settings_here, write_json
from cli.reading_progress import reading_progress, show_unread


def reparse(run: str, /, *, profile: Path | None = None, json: bool = False) -> int:
    """Read a run's pages again by a mended profile.

    Nothing is fetched: the pages come from the run's evidence, which stays as it is. The records keep the time at which the pages were
    fetched and point at the same evidence; they replace what was read from these pages before, and nothing that was fetched later.

    Exit code 0 if the reading was complete, 3 if it was degraded, 4 if it failed, 5 if it was interrupted.

    Args:
        run: Id of the run, as `stallwatch crawl` or `stallwatch import` printed it.
        profile: The mended profile; the market's profile in force without it.
        json: Print one JSON object for scripts.
    """
    from crawlers.again.reparse import reparse_run
    from crawlers.finish import EXIT_CODES

    settings = settings_here()
    with reading_progress(quiet=json) as report:
        done = reparse_run(run, settings, profile_file=profile, report=report)
    if json:
        write_json(done.model_dump(mode="json"))
        return EXIT_CODES[done.outcome]
    OUT.print(
        f"{done.market}: {done.outcome}, {done.pages} pages of run {done.source} read "
        f"again, {done.listings} listings, {done.vendors} vendors, {done.unreadable} "
        f"unreadable; run {done.run_id}"
    )
    show_unread(done, settings)
    for reason in done.reasons:
        NOTES.print(reason)
    return EXIT_CODES[done.outcome]
