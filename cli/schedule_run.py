"""``stallwatch schedule run``."""

from cli.context import NOTES, OUT, printable, settings_here, write_json

EXIT_CODES = {
    "complete": 0,
    "done": 0,
    "degraded": 3,
    "failed": 4,
    "refused": 4,
    "interrupted": 5,
    "lost": 5,
}
"""As those of ``stallwatch crawl``; anything else is a failure."""
FAILED = 4
DAY_S = 24 * 3600.0


def run(
    market: str, /, *, wait: bool = False, timeout: float = DAY_S, json: bool = False
) -> int:
    """Ask the crawl workers for a crawl of a market now, as the schedule would.

    The request goes into the queue, and a crawl worker on any machine takes it. Refused are: a market without a profile or whose
    authorisation has ended, one that is paused, one that a run reads now, and any while Redis does not answer. `stallwatch crawl` reads a
    market on this machine instead, without a queue.

    Exit code 0 once it is asked for; with --wait as `stallwatch crawl`: 0 complete, 3 degraded, 4 failed or refused, 5 interrupted.

    Args:
        market: Name of a market.
        wait: Wait until a worker has worked the request off, and show what came of it.
        timeout: Seconds to wait at most.
        json: Print one JSON object for scripts.
    """
    from core.errors import ServiceUnavailableError
    from crawlers.schedule.request import request_crawl, wait_for_answer

    settings = settings_here()
    asked_at = request_crawl(market, settings)
    if not wait:
        if json:
            write_json({"market": market, "asked_at": asked_at.isoformat()})
        else:
            OUT.print(
                f"asked for a crawl of {market}; `stallwatch schedule list` shows it"
            )
        return 0
    with NOTES.status(f"{market}: waits for a crawl worker's word"):
        answer = wait_for_answer(market, asked_at, settings, timeout_s=timeout)
    if answer is None:
        raise ServiceUnavailableError(
            f"no crawl worker has answered within {timeout:g} s: the request stays in the "
            "queue; see that one runs (`celery --app=crawlers.schedule.app:app worker -Q "
            "crawl`) and what it logs",
            market=market,
        )
    if json:
        write_json(answer.model_dump(mode="json"))
    else:
        OUT.print(
            f"{market}: {answer.outcome} on {printable(answer.host)}: "
            f"{printable(answer.detail)}"
        )
    return EXIT_CODES.get(answer.outcome, FAILED)
