import pytest
from pydantic import TypeAdapter, ValidationError

from crawlers.profile.cron_fields import CronFields

FIELDS: TypeAdapter[str] = TypeAdapter(CronFields)


@pytest.mark.parametrize("fields", ["30 3 * * 1", "*/15 * * * *", "0 0 29 2 *"])
def test_five_cron_fields_are_taken(fields: str) -> None:
    assert FIELDS.validate_python(fields) == fields


@pytest.mark.parametrize(
    "fields", ["", "at noon", "0 0 30 2 *", "61 * * * *", "* * * *", "0 30 3 * * 1"]
)
def test_what_is_no_five_cron_fields_is_refused(fields: str) -> None:
    with pytest.raises(ValidationError, match="not five cron fields"):
        FIELDS.validate_python(fields)
