"""``stallwatch crawl``."""

from collections.abc import Sequence
from signal import SIGINT, SIGTERM
from typing import Any

from cli.context import NOTES, OUT, settings_here, write_json

FAILED = 4
"""Exit code of a crawl that failed."""
INTERRUPTED = 5
"""Exit code of a crawl that was told to end."""


def crawl(
    *markets: str,
    full: bool = False,
    fresh: bool = False,
    listing: list[str] | None = None,
    json: bool = False,
) -> int:
    """Read marketplaces and send their listings to the workers.

    Each market needs a profile, NAME.yml, in the profiles folder: it says which hosts may be read, under which order and until when.
    Nothing outside these hosts is asked for. A challenge page stops its market and asks a human.

    Lists are read in every run. A listing's page is fetched when it is new, when its card on a list changed, or when it is due by the profile's
    `recrawl`; otherwise the run notes that the listing is still there. A run that was stopped or killed less than a day ago is gone on with,
    if its profile is unchanged. One run a market goes on at a time.

    Exit code 0 if every run was complete, 3 if one was degraded, 4 if one failed or was refused, 5 if one was interrupted.

    Args:
        markets: Names of marketplaces; all that have a profile if none is named.
        full: Begin a new run that fetches every page anew, whatever is known of it.
        fresh: Begin a new run even where one could be gone on with; that one is closed as interrupted, and what it had published is kept.
        listing: Read only this listing of the one market named: its address, its path, its id here or the market's own. May be given
            several times. Such a run is partial: it never marks a listing as gone.
        json: Print one JSON array of runs for scripts.
    """
    from core.errors import ConfigError
    from crawlers.known import known_markets, profile_path
    from crawlers.start import start_crawl
    from crawlers.watch import stop_crawls, watch_crawls

    settings = settings_here()
    names = markets or known_markets(settings)
    if not names:
        raise ConfigError(
            f"there is no market profile in {settings.markets_dir}: make one from saved "
            "pages with `stallwatch market new` (docs/adding-a-market.md says how), or try "
            "`stallwatch demo`"
        )
    unique = list(dict.fromkeys(names))
    if listing and len(unique) != 1:
        raise ConfigError("--listing needs the name of exactly one market")
    for name in unique:
        # All names are checked before the first market is asked for anything.
        profile_path(name, settings)
    crawls: list[Any] = []
    try:
        for name in unique:
            started = start_crawl(
                name, settings, fresh=fresh, full=full, listings=listing or ()
            )
            crawls.append(started)
            if started.resumed:
                NOTES.print(f"{name}: goes on with run {started.run_id}")
        watch_crawls(crawls, NOTES)
    finally:
        stop_crawls(crawls)
    _report(crawls, as_json=json)
    return max(_exit_code(item.process.returncode) for item in crawls)


def _exit_code(returncode: int) -> int:
    # A negative one names the signal that ended the crawl. Told to end before it listened, it
    # has begun nothing; else it has failed.
    if -returncode in {SIGINT, SIGTERM}:
        return INTERRUPTED
    return returncode if returncode >= 0 else FAILED


def _report(crawls: Sequence[Any], *, as_json: bool) -> None:
    if as_json:
        write_json([_as_json(item) for item in crawls])
    else:
        for item in crawls:
            _show(item)


def _show(crawl: Any) -> None:
    run = crawl.run()
    if run is None:
        OUT.print(f"{crawl.market}: no run")
    else:
        OUT.print(
            f"{run.market}: {run.outcome}, {run.pages} pages, {run.listings} listings, "
            f"{run.sighted} more still shown, {run.vendors} vendors; run {run.run_id}",
        )
    if message := crawl.message():
        NOTES.print(message)


def _as_json(crawl: Any) -> dict[str, Any]:
    run = crawl.run()
    if run is not None:
        facts: dict[str, Any] = run.model_dump(mode="json")
        return facts
    return {
        "market": crawl.market,
        "run_id": crawl.run_id,
        "outcome": crawl.wait().value,
        "reasons": [crawl.message()],
    }
