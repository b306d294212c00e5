from datetime import date

import pytest

from nlp.linking.stays import (
    begin_day,
    closing_day,
    ends_from_bytes,
    ends_to_bytes,
    note_end,
    seen_days,
)
from tests.nlp.linking.witnesses.pairs import account, at


def test_seen_days_are_of_all_that_is_dated() -> None:
    vendor = account(
        "a",
        {"listed_at": at("2020-03-05T10:00")},
        {},
        first_seen_at=at("2020-03-09T00:00"),
        last_seen_at=at("2020-04-01T00:00"),
    )
    assert seen_days(vendor) == (date(2020, 3, 5), date(2020, 4, 1))
    assert seen_days(account("a", {})) is None


def test_begin_is_what_the_market_says_first() -> None:
    seen = account("a", first_seen_at=at("2020-03-09T00:00"))
    assert begin_day(seen) == date(2020, 3, 9)
    said = account(
        "a", first_seen_at=at("2020-03-09T00:00"), registered_on=date(2019, 1, 2)
    )
    assert begin_day(said) == date(2019, 1, 2)
    assert begin_day(account("a")) is None


def test_a_market_is_closed_when_others_go_on() -> None:
    end = date(2020, 3, 1)
    assert closing_day(end, date(2020, 3, 31)) == end
    assert closing_day(end, date(2020, 3, 30)) is None
    assert closing_day(end, end) is None
    assert closing_day(None, end) is None


def test_ends_survive_as_bytes_in_any_order() -> None:
    ends = {"quay": date(2020, 3, 31), "harbour \x00é": date(2020, 3, 1)}
    content = ends_to_bytes(ends)
    assert ends_from_bytes(content) == ends
    assert ends_to_bytes(dict(reversed(ends.items()))) == content


@pytest.mark.parametrize("content", [b"", b"[]", b'{"quay": "soon"}', b"\xff"])
def test_damaged_ends_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|isoformat|Expecting|codec"):
        ends_from_bytes(content)


def test_the_end_of_a_market_is_when_any_account_was_last_seen() -> None:
    ends: dict[str, date] = {}
    for day in ("2020-03-02", "2020-03-05", "2020-03-04"):
        note_end(ends, account(day, market="harbour", last_seen_at=at(f"{day}T10:00")))
    note_end(ends, account("undated", market="quay"))
    assert ends == {"harbour": date(2020, 3, 5)}
