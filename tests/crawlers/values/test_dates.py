from datetime import UTC, date, datetime

import pytest

from core.errors import RecordError
from crawlers.values.dates import parse_date, parse_day


def test_iso_date_is_read_in_utc() -> None:
    assert parse_date("2019-10-27 15:13") == datetime(2019, 10, 27, 15, 13, tzinfo=UTC)
    assert parse_date("2019-10-27T15:13:00+02:00").hour == 13


@pytest.mark.parametrize(
    ("raw", "pattern", "language"),
    [
        ("3. März 2019", "%d. %B %Y", "de"),
        ("3 mrt. 2019", "%d %b %Y", "nl"),
        ("3 mars 2019", "%d %B %Y", "fr"),
        ("3 marzo 2019", "%d %B %Y", "es"),
        ("Mar 03, 2019", "%b %d, %Y", "en"),
    ],
)
def test_months_are_read_in_the_market_language(
    raw: str, pattern: str, language: str
) -> None:
    assert parse_day(raw, formats=(pattern,), language=language) == date(2019, 3, 3)


def test_first_format_that_fits_wins() -> None:
    formats = ("%d.%m.%Y", "%m/%d/%Y")
    assert parse_day("03/04/2019", formats=formats) == date(2019, 3, 4)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2019-10-27 15:13", "2019-10-27T15:13"),
        ("Yesterday 09:30", "2026-03-09T09:30"),
        ("vor 3 Tagen", "2026-03-07T00:00"),
        ("3. Oktober 2019", "2019-10-03T00:00"),
    ],
)
def test_forms_that_are_known_need_no_format(raw: str, moment: str) -> None:
    now = datetime(2026, 3, 10, 12, 45, tzinfo=UTC)
    for formats in ((), ("%m|%d|%Y",)):
        found = parse_date(raw, formats=formats, language="de", now=now)
        assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_relative_date_needs_something_to_count_from() -> None:
    with pytest.raises(RecordError, match="when the page was fetched"):
        parse_date("3 days ago")


@pytest.mark.parametrize("raw", ["05/06/2020", "31.02.2019", ""])
def test_other_forms_are_refused_with_the_remedy(raw: str) -> None:
    with pytest.raises(RecordError, match="add its strptime format"):
        parse_date(raw, formats=("%d.%m.%Y",))


@pytest.mark.parametrize(
    ("raw", "formats"),
    [
        ("0001-01-01T00:00:00+14:00", ()),
        ("9999-12-31T23:59:59-14:00", ()),
        ("0001-01-01 +1400", ("%Y-%m-%d %z",)),
    ],
)
def test_moment_outside_of_all_calendars_is_refused(
    raw: str, formats: tuple[str, ...]
) -> None:
    with pytest.raises(RecordError, match="not a date of the agreed form"):
        parse_date(raw, formats=formats)
