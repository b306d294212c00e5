import time

import pytest

from core.settings import Settings
from demo.run import DemoOptions, Stages


def test_a_world_has_indices_of_its_own() -> None:
    settings = Settings(index_prefix="cases")
    prefixes = {
        DemoOptions(seed=seed, size=size).index_prefix(settings)
        for seed, size in ((1, 10), (2, 10), (1, 20))
    }
    assert len(prefixes) == 3
    assert all(prefix.startswith("cases-demo-") for prefix in prefixes)


def test_a_stage_is_timed_even_if_it_fails() -> None:
    stages = Stages()
    with pytest.raises(TimeoutError), stages.stage("crawl"):
        fail_late()
    assert stages.seconds["crawl"] >= 0.02


def fail_late() -> None:
    time.sleep(0.02)
    raise TimeoutError
