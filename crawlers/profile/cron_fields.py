"""Five cron fields, as profiles and the notes of a schedule hold them."""

from typing import Annotated

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator

from core.clock import utc_now


def check_cron(value: str) -> str:
    """Return what is five cron fields as it is.

    Raises:
        ValueError: It is not; the message says why.
    """
    try:
        CronSim(value, utc_now())
    except CronSimError as error:
        raise ValueError(f"not five cron fields: {error}") from error
    if len(value.split()) != 5:
        # A sixth would be taken for seconds.
        raise ValueError("not five cron fields, but more")
    return value


CronFields = Annotated[str, AfterValidator(check_cron)]
"""Minute, hour, day of the month, month and day of the week, in UTC."""
