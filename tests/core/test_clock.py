from datetime import UTC, datetime, timedelta, timezone

from core.clock import epoch_ms, utc_now


def test_utc_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_epoch_ms_counts_from_1970_whatever_the_zone() -> None:
    moment = datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)
    assert epoch_ms(moment) == 1500
    assert epoch_ms(moment.astimezone(timezone(timedelta(hours=5)))) == 1500
