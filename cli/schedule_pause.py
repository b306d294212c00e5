"""``stallwatch schedule pause``."""

from cli.context import OUT, settings_here, user_name, write_json


def pause(
    market: str, /, *, reason: str = "", by: str | None = None, json: bool = False
) -> int:
    """Keep a market from being crawled by the schedule, on all machines, until it is resumed.

    A crawl that runs goes on to its end: end it with SIGTERM where it runs, if it must stop; it keeps what it has. Requests that wait in
    the queue are let go. `stallwatch crawl` by hand still reads the market. Resumed, it is caught up with by one crawl, however much was
    missed. The pause is kept in Redis and in the home of each machine that has heard of it, so that neither a restart nor an emptied Redis
    ends it.

    Args:
        market: Name of a market.
        reason: Why, for those who find it paused; at most 500 characters.
        by: Who pauses it; your user name if left out.
        json: Print the pause as one JSON object for scripts.
    """
    from core.errors import ConfigError
    from crawlers.known import profile_path
    from crawlers.schedule.pauses import MAX_REASON_CHARS, set_pause

    settings = settings_here()
    profile_path(market, settings)
    if len(reason) > MAX_REASON_CHARS:
        raise ConfigError(f"--reason takes at most {MAX_REASON_CHARS} characters")
    note = set_pause(settings, market, paused=True, by=by or user_name(), reason=reason)
    if json:
        write_json(note.model_dump(mode="json"))
    else:
        OUT.print(
            f"{market} is paused; a crawl that runs goes on. `stallwatch schedule resume "
            f"{market}` ends it"
        )
    return 0
