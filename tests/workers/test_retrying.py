import pytest
from celery.exceptions import SoftTimeLimitExceeded

from core.errors import (
    IndexingError,
    MessageError,
    ModelMissingError,
    RecordError,
    ServiceUnavailableError,
)
from workers.retrying import CAP_S, TRIES, Verdict, pauses, verdict, with_patience


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ServiceUnavailableError("away"), Verdict.WAIT),
        (MessageError("shape"), Verdict.BURY),
        (RecordError("value"), Verdict.BURY),
        (IndexingError("refused"), Verdict.BURY),
        (ModelMissingError("weights"), Verdict.BURY),
        (SoftTimeLimitExceeded(), Verdict.BURY),
        (MemoryError(), Verdict.REPEAT),
        (KeyError("bug"), Verdict.REPEAT),
    ],
)
def test_verdict_goes_by_class(error: Exception, expected: Verdict) -> None:
    assert verdict(error) is expected


def test_pauses_double_up_to_the_cap_with_jitter() -> None:
    waits = list(pauses(TRIES))
    assert len(waits) == TRIES - 1
    assert 0.25 <= waits[0] <= 0.5
    assert all(CAP_S / 2 <= wait <= CAP_S for wait in waits[6:])
    assert len(set(waits)) == len(waits)
    # An outage of four minutes at least is waited for, and never one of an hour.
    assert 240 < sum(waits) < 600


def test_with_patience_goes_on_until_the_server_is_back() -> None:
    errors = [ServiceUnavailableError("away"), ServiceUnavailableError("away")]
    slept: list[float] = []

    def work() -> int:
        if errors:
            raise errors.pop()
        return 7

    assert with_patience(work, sleep=slept.append) == 7
    assert len(slept) == 2


def test_with_patience_ends_with_the_last_error() -> None:
    tried = []

    def work() -> None:
        tried.append(1)
        raise ServiceUnavailableError("away")

    with pytest.raises(ServiceUnavailableError, match="away"):
        with_patience(work, tries=4, sleep=lambda _: None)
    assert len(tried) == 4


def test_with_patience_does_not_wait_for_other_errors() -> None:
    slept: list[float] = []

    def work() -> None:
        raise RecordError("no price")

    with pytest.raises(RecordError, match="no price"):
        with_patience(work, sleep=slept.append)
    assert slept == []
