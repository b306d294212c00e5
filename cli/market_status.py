"""``stallwatch market status``."""

from typing import Any

from cli.context import OUT, print_columns, printable, settings_here, write_json

NEEDS_A_HUMAN = 3
"""Exit code where something does not go by itself."""
COLUMNS = (
    "market",
    "access",
    "last run",
    "ended (UTC)",
    "listings",
    "usually",
    "next run (UTC)",
    "authorised",
)


def status(*markets: str, metrics: bool = False, json: bool = False) -> int:
    """Show how markets stand: access, last run, schedule, and what a human must do.

    For each market: whether it lets us in, how the last crawl ended and how many listings it saw beside the median of the last seven
    complete ones, when the next one is due, and how many days its authorisation lasts. Then, market by market, what needs a human: alerts,
    reasons of a run that is not complete, fields that are filled too rarely, clones, overdue crawls. With names, also the fields and
    addresses of those markets. Nothing is asked of any market. Exit code 0 if all is well, 3 if something needs a human.

    Args:
        markets: Names of markets; none means all.
        metrics: Print the figures of the last runs as Prometheus reads them.
        json: Print one JSON array for scripts.
    """
    from crawlers.health.metrics import merged, metrics_file
    from crawlers.health.status import market_status
    from crawlers.known import known_markets, profile_path

    settings = settings_here()
    for name in markets:
        profile_path(name, settings)
    names = list(dict.fromkeys(markets or known_markets(settings)))
    if metrics:
        files = [metrics_file(settings.home, name) for name in names]
        texts = [file.read_text("utf-8") for file in files if file.is_file()]
        OUT.print(merged(texts), end="")
        return 0
    found = [market_status(name, settings) for name in names]
    if json:
        write_json([item.model_dump(mode="json") for item in found])
    else:
        _show(found, in_full=bool(markets), folder=str(settings.markets_dir))
    return NEEDS_A_HUMAN if any(item.attention for item in found) else 0


def _show(found: list[Any], *, in_full: bool, folder: str) -> None:
    if not found:
        OUT.print(f"there is no market profile in {folder}")
        return
    print_columns(COLUMNS, [_row(item) for item in found])
    for item in found:
        if in_full and item.fault is None:
            _show_details(item)
        for sentence in item.attention:
            OUT.print(f"{item.market}: {printable(sentence)}")


def _row(item: Any) -> tuple[str, ...]:
    if item.fault is not None:
        return (item.market, "profile unusable", *[""] * (len(COLUMNS) - 2))
    run = item.last_run
    outcome = run.outcome if run is not None else "never crawled"
    return (
        item.market,
        item.access.state,
        f"running ({item.running})" if item.running else outcome,
        f"{run.finished_at:%Y-%m-%d %H:%M}" if run and run.finished_at else "",
        "" if item.listings is None else str(item.listings),
        "" if item.median_listings is None else f"{item.median_listings:g}",
        _next(item),
        f"{item.authorisation.days_left} days",
    )


def _next(item: Any) -> str:
    if item.paused:
        return "paused"
    return f"{item.next_run_at:%Y-%m-%d %H:%M}" if item.next_run_at else "by hand"


def _show_details(item: Any) -> None:
    for field in item.fill:
        seen = "no page" if field.seen is None else f"{field.seen:.1%}"
        OUT.print(f"{item.market}: {field.field} {seen}, expected {field.least:.1%}")
    for group in ("clearnet", "onion"):
        for row in item.mirrors[group]:
            why = f" ({printable(row['reason'])})" if row["reason"] else ""
            OUT.print(f"{item.market}: {group} {row['address']} {row['state']}{why}")
