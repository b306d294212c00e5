import time

import pytest

from workers.stopwatch import Stopwatch


def test_stopwatch_adds_up_by_stage() -> None:
    watch = Stopwatch()
    for _ in range(2):
        with watch.stage("read"):
            time.sleep(0.02)
    with watch.stage("write"):
        pass
    assert list(watch.seconds) == ["read", "write"]
    # Sleeping is never shorter than asked for, and the other stage does nothing.
    assert watch.seconds["read"] >= 0.04
    assert watch.seconds["write"] < 0.02


def test_stopwatch_counts_a_stage_that_raises() -> None:
    watch = Stopwatch()
    with pytest.raises(ValueError, match="stop"), watch.stage("read"):
        raise ValueError("stop")
    assert "read" in watch.seconds
