"""``stallwatch import``."""

from pathlib import Path

from cli.context import NOTES, OUT, settings_here, write_json
from cli.reading_progress import reading_progress, show_unread


def import_(
    path: Path,
    /,
    *,
    market: str,
    complete: bool = False,
    again: bool = False,
    json: bool = False,
) -> int:
    """Bring archived or seized pages in, without any network.

    The material is a WARC (packed record by record, as a whole, or not at all; of any crawler) or a folder of saved pages. Its pages are read
    by a market's profile, and their records go to the workers as those of a crawl do: same ids, same checks, same evidence. What lies
    outside the profile's hosts is counted and not read. Nothing is asked of the market.

    In a folder, a page's address is what `urls.jsonl` says (one object a line: file, url, fetched_at), or HTTrack's log, or what the browser
    that saved the page noted in it, or the file's path under the profile's base address. Its kind is what its folder is called (listings,
    vendors, feedback, categories), what its address says, or what it can be read as. A listing or vendor that nothing else names bears its
    file's name as id.

    Material that was imported before is not imported again. Ctrl-C leaves nothing half done: before the first record is sent, nothing is
    kept; after that, the run ends as interrupted. Exit code 0 if the run was complete, 3 if it was degraded, 4 if it failed, 5 if it was
    interrupted, 130 if nothing had been kept.

    Args:
        path: The WARC or the folder.
        market: The name of a market, or a profile's file.
        complete: The material is the whole market, not a part of it.
        again: Import it once more, as a run of its own.
        json: Print one JSON object for scripts.
    """
    from crawlers.again.imports import import_pages
    from crawlers.finish import EXIT_CODES

    settings = settings_here()
    with reading_progress(quiet=json) as report:
        done = import_pages(
            path,
            market,
            settings,
            complete=complete,
            again=again,
            report=report,
        )
    run = done.run
    if json:
        facts = run.model_dump(mode="json")
        write_json({"already": done.already, "notes": done.notes, "run": facts})
        return EXIT_CODES[run.outcome]
    if done.already:
        OUT.print(
            f"{path} was imported already, as run {run.run_id}; nothing was done. "
            f"`stallwatch reparse {run.run_id}` reads it by a mended profile, --again "
            "imports it once more"
        )
        return EXIT_CODES[run.outcome]
    OUT.print(
        f"{run.market}: {run.outcome}, {run.pages} pages, {run.listings} listings, "
        f"{run.vendors} vendors, {run.unreadable} unreadable, {run.out_of_scope} out of "
        f"scope; run {run.run_id}"
    )
    show_unread(run, settings)
    for note in (*run.reasons, *done.notes):
        NOTES.print(note)
    return EXIT_CODES[run.outcome]
