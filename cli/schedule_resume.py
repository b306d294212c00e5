"""``stallwatch schedule resume``."""

from cli.context import OUT, settings_here, user_name, write_json


def resume(market: str, /, *, by: str | None = None, json: bool = False) -> int:
    """Let a paused market be crawled by the schedule again, on all machines.

    What it missed meanwhile is caught up with by one crawl, within a minute. A market that was not paused stays as it is.

    Args:
        market: Name of a market, with a profile or without one by now.
        by: Who resumes it; your user name if left out.
        json: Print what holds now as one JSON object for scripts.
    """
    from crawlers.known import profile_path
    from crawlers.schedule.pauses import pause_of, set_pause

    settings = settings_here()
    if pause_of(settings, market) is None:
        profile_path(market, settings)
        if json:
            write_json({"market": market, "paused": False})
        else:
            OUT.print(f"{market} was not paused")
        return 0
    note = set_pause(settings, market, paused=False, by=by or user_name())
    if json:
        write_json(note.model_dump(mode="json"))
    else:
        OUT.print(f"{market} is crawled by its schedule again")
    return 0
