"""``stallwatch crawl``."""

from typing import Any

from cli.context import NOTES, OUT, settings_here, write_json

FAILED = 4
"""Exit code of a crawl that failed."""


def crawl(*markets: str, json: bool = False) -> int:
    """Read marketplaces and send their listings to the workers.

    Each market needs a profile, NAME.yml, in the profiles folder: it says which hosts may be read, under which order and until when.
    Nothing outside these hosts is asked for. A challenge page stops its market and asks a human. Exit code 0 if every run was complete,
    3 if one was degraded, 4 if one failed or was refused, 5 if one was interrupted.

    Args:
        markets: Names of marketplaces; all that have a profile if none is named.
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
            f"there is no market profile in {settings.markets_dir}: write one "
            "(CONTRIBUTING.md says how), or try `stallwatch demo`"
        )
    unique = list(dict.fromkeys(names))
    for name in unique:
        # All names are checked before the first market is asked for anything.
        profile_path(name, settings)
    crawls: list[Any] = []
    try:
        for name in unique:
            crawls.append(start_crawl(name, settings))  # noqa: PERF401
        watch_crawls(crawls, NOTES)
    finally:
        stop_crawls(crawls)
    if json:
        write_json([_as_json(item) for item in crawls])
    else:
        for item in crawls:
            _show(item)
    return max(_exit_code(item.process.returncode) for item in crawls)


def _exit_code(returncode: int) -> int:
    # A negative one names the signal that ended the crawl, which then failed.
    return returncode if returncode >= 0 else FAILED


def _show(crawl: Any) -> None:
    run = crawl.run()
    if run is None:
        OUT.print(f"{crawl.market}: no run")
    else:
        OUT.print(
            f"{run.market}: {run.outcome}, {run.pages} pages, {run.listings} listings, "
            f"{run.vendors} vendors; run {run.run_id}",
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
        "outcome": "failed",
        "reasons": [crawl.message()],
    }
