import numpy as np
import pytest
from numpy.typing import NDArray

from nlp.evaluation.bootstrap import interval95


def share(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return sums[..., :1] / sums[..., 1:]


def test_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    counts = np.array([[1, 1]] * 80 + [[0, 1]] * 20)
    low, high = interval95(counts, share, seed=1)
    # 0.8 and 1.96 standard deviations of 0.04; the bootstrap's own noise is below 0.015.
    assert low[0] == pytest.approx(0.72, abs=0.015)
    assert high[0] == pytest.approx(0.88, abs=0.015)


def test_texts_that_are_alike_leave_no_doubt() -> None:
    low, high = interval95(np.array([[1, 2]] * 10), share, seed=1)
    assert (low[0], high[0]) == (0.5, 0.5)


def test_equal_seeds_draw_alike() -> None:
    counts = np.array([[1, 1], [0, 1], [0, 1]])
    assert interval95(counts, share, seed=4) == interval95(counts, share, seed=4)
