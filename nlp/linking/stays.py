"""When accounts were on their markets, and when markets were last seen."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

from core.analysis import Account

CLOSED_DAYS = 30
"""A market of which nothing was seen so long before the newest of all is closed."""


def seen_days(account: Account) -> tuple[date, date] | None:
    """Return the first and the last day on which an account or a listing of it was seen; None where none is dated."""
    listed = (one.listed_at for one in account.listings)
    times = (account.first_seen_at, account.last_seen_at, *listed)
    days = [time.date() for time in times if time is not None]
    return (min(days), max(days)) if days else None


def begin_day(account: Account) -> date | None:
    """Return the day on which an account began: as the market says, or else the first on which it was seen."""
    days = seen_days(account)
    return account.registered_on or (None if days is None else days[0])


def note_end(ends: dict[str, date], account: Account) -> None:
    """Move the last day of an account's market, where the account was seen later."""
    days = seen_days(account)
    if days is not None:
        ends[account.market] = max(days[1], ends.get(account.market, days[1]))


def closing_day(end: date | None, newest: date | None) -> date | None:
    """Return the last day of a market that closed; None for one that is open or not known.

    Args:
        end: The last day on which anything was seen of it.
        newest: The same of any market.
    """
    if end is None or newest is None:
        return None
    return end if newest - end >= timedelta(days=CLOSED_DAYS) else None


def ends_to_bytes(ends: Mapping[str, date]) -> bytes:
    """Return the last days of markets as JSON."""
    days = {market: ends[market].isoformat() for market in sorted(ends)}
    return json.dumps(days, separators=(",", ":")).encode()


def ends_from_bytes(content: bytes) -> dict[str, date]:
    """Read what ``ends_to_bytes`` wrote.

    Raises:
        ValueError: It is none.
    """
    days = json.loads(content)
    if not isinstance(days, dict):
        message = "the last days of markets are no JSON object"
        raise ValueError(message)  # noqa: TRY004  (the value is wrong, whatever its type)
    return {market: date.fromisoformat(str(day)) for market, day in days.items()}
