"""``stallwatch relink``."""

from cli.context import OUT, settings_here, write_json


def relink(*, full: bool = False, json: bool = False) -> int:
    """Ask the workers to link vendor accounts now.

    Accounts are linked by themselves soon after a crawl has seen something new of them. So this is only needed after changing the settings
    of linking, or to have a full pass before the next night's: that one takes the statistics of all accounts anew, compares every account
    with its candidates and removes links that hold no more. The work is done by the workers; judgements stay as they are.

    Args:
        full: Link all accounts anew, by fresh statistics, instead of those that have changed.
        json: Print one JSON object for scripts.
    """
    from core.messages import LinkVendors
    from workers.publisher import Publisher

    message = LinkVendors(reason="asked for by `stallwatch relink`", full=full)
    publisher = Publisher(settings_here())
    try:
        publisher.send(message.task, message.to_payload())
    finally:
        publisher.close()
    if json:
        write_json({"asked": True, "full": full})
        return 0
    what = "all accounts" if full else "the accounts that have changed"
    OUT.print(f"asked the workers to link {what}; `stallwatch status` shows them")
    return 0
