from datetime import UTC, datetime

import pytest

from crawlers.values.written_dates import month_numbers, parse_written


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("29 January 2020", "2020-01-29T00:00"),
        ("29. Januar 2020", "2020-01-29T00:00"),
        ("29 janvier 2020", "2020-01-29T00:00"),
        ("29 de enero de 2020", "2020-01-29T00:00"),
        ("29 januari 2020", "2020-01-29T00:00"),
        ("29 \u044f\u043d\u0432\u0430\u0440\u044f 2020", "2020-01-29T00:00"),
        ("Jan 29, 2020 02:01", "2020-01-29T02:01"),
        ("January 29th, 2020 at 2:01 pm", "2020-01-29T14:01"),
        ("Member since Sept 3 2019", "2019-09-03T00:00"),
        ("29-Jan-2020", "2020-01-29T00:00"),
        ("2020 Jan 29", "2020-01-29T00:00"),
        ("October 2019", "2019-10-01T00:00"),
        ("29.01.2020 14:05", "2020-01-29T14:05"),
        ("29.01.20", "2020-01-29T00:00"),
        ("Since 2020/1/29", "2020-01-29T00:00"),
        ("2019-10-23 16:18 UTC", "2019-10-23T16:18"),
        ("23/10/2019", "2019-10-23T00:00"),
        ("10/23/2019", "2019-10-23T00:00"),
        ("1571847480", "2019-10-23T16:18"),
        ("1571847480000", "2019-10-23T16:18"),
    ],
)
def test_date_in_full_is_read(text: str, moment: str) -> None:
    found = parse_written(text, "en")
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["05/06/2020", "31.02.2019", "May", "3 Foo 2020", "1 May 9999", "42", ""]
)
def test_what_can_mean_several_dates_or_none_is_left(text: str) -> None:
    assert parse_written(text, "en") is None


def test_own_language_comes_first() -> None:
    assert month_numbers("de")["m\u00e4rz"] == 3
    assert parse_written("3 mei 2020", "nl") == datetime(2020, 5, 3, tzinfo=UTC)
