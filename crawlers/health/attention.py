"""What of a market's status needs a human, in sentences that say what to do."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from core.records import RunOutcome
from crawlers.access.state import MarketAccess, remedy
from crawlers.health.views import MarketStatus
from crawlers.schedule.cron import next_time

DAYS_OF_NOTICE = 14
"""An authorisation takes time to renew."""
GRACE = timedelta(hours=1)
"""A crawl that is due may wait this long for a worker."""


def attention(status: MarketStatus, now: datetime) -> tuple[str, ...]:
    """Return what a human must do; nothing where all is well."""
    looks: tuple[Callable[[MarketStatus, datetime], Iterator[str]], ...] = (
        _access,
        _authorisation,
        _escalations,
        _last_run,
        _overdue,
        _mirrors,
    )
    return tuple(sentence for look in looks for sentence in look(status, now))


def _access(status: MarketStatus, _now: datetime) -> Iterator[str]:
    access = status.access
    if access is not None and access.state is not MarketAccess.ACTIVE:
        reason = f" ({access.reason})" if access.reason else ""
        yield f"{access.state}{reason}: {remedy(access.state, status.market)}"


def _authorisation(status: MarketStatus, _now: datetime) -> Iterator[str]:
    given = status.authorisation
    if given is None or given.days_left > DAYS_OF_NOTICE:
        return
    when = f"ended on {given.valid_until}"
    if given.days_left >= 0:
        when = f"ends in {given.days_left} days, on {given.valid_until}"
    yield (
        f"the authorisation {given.reference} of {given.authority} {when}: have it "
        "renewed and enter the new 'authorisation' in the profile"
    )


def _escalations(status: MarketStatus, _now: datetime) -> Iterator[str]:
    if status.escalations:
        yield (
            f"{status.escalations} files in the home's escalations wait for the "
            "supervisor: content on the block list was met"
        )


def _last_run(status: MarketStatus, _now: datetime) -> Iterator[str]:
    run = status.last_run
    if run is None:
        return
    told = [alert.message for alert in run.alerts]
    yield from told
    if run.outcome is not RunOutcome.COMPLETE:
        reasons = "; ".join(reason for reason in run.reasons if reason not in told)
        yield f"the last run is {run.outcome}" + (f": {reasons}" if reasons else "")


def _overdue(status: MarketStatus, now: datetime) -> Iterator[str]:
    if status.schedule is None or status.last_run is None:
        return
    if status.running or status.paused:
        return
    due = next_time(status.schedule, status.last_run.started_at)
    if due + GRACE < now:
        yield (
            f"a crawl was due at {due:%Y-%m-%d %H:%M} UTC and has not ended: see that the "
            "worker of the queue 'crawl' and beat run, or crawl by hand"
        )


def _mirrors(status: MarketStatus, _now: datetime) -> Iterator[str]:
    if status.mirrors is None:
        return
    for group in ("clearnet", "onion"):
        rows = status.mirrors[group]
        for row in rows:
            if row["state"] == "clone":
                yield f"{row['address']} is taken for a clone: {row['reason']}"
        if rows and not any(row["state"] in {"ok", "untried"} for row in rows):
            yield (
                f"no {group} address answers: see `stallwatch market mirrors "
                f"{status.market} --probe`"
            )
    proxy = status.mirrors["proxy"]
    if proxy is not None and proxy["state"] == "down":
        yield f"the proxy {proxy['address']} does not answer: see that it runs"
