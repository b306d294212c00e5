import numpy as np
import pytest
from scipy.special import expit

from nlp.linking.calibration import (
    calibration_error,
    even_reliability,
    fit_calibration,
    ranked_precision,
    reliability,
)


def test_reliability_by_hand() -> None:
    probabilities = np.array([0.1, 0.9, 0.2, 0.8])
    same = np.array([0.0, 1.0, 1.0, 1.0])
    low, high = reliability(probabilities, same, bins=2)
    assert (low.pairs, low.mass, low.observed) == (2, 0.5, 0.5)
    assert low.predicted == pytest.approx(0.15)
    assert (high.pairs, high.observed) == (2, 1.0)
    assert high.predicted == pytest.approx(0.85)
    # 0.5 * |0.15 - 0.5| + 0.5 * |0.85 - 1|
    assert calibration_error((low, high)) == pytest.approx(0.25)


def test_a_perfect_ranking_of_uneven_masses_is_no_better_than_perfect() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        same = (rng.random(60) < 0.4).astype(float)
        same[0] = 1.0
        mass = rng.random(60) + 0.01
        assert ranked_precision(same, same, mass) <= 1.0
        assert ranked_precision(same, same, mass) == pytest.approx(1.0)


def test_pairs_of_one_probability_share_a_bin() -> None:
    same = np.array([0.0, 1.0] * 10)
    (only,) = reliability(np.full(20, 0.5), same, bins=10)
    assert (only.pairs, only.observed) == (20, 0.5)
    assert calibration_error((only,)) == 0.0


def test_mass_counts_as_so_many_pairs() -> None:
    probabilities, same = np.array([0.2, 0.2]), np.array([1.0, 0.0])
    (one,) = reliability(probabilities, same, np.array([3.0, 1.0]))
    assert (one.pairs, one.observed) == (2, 0.75)


def test_nothing_has_no_bins_and_no_error() -> None:
    assert calibration_error(reliability(np.array([]), np.array([]))) == 0.0


def test_calibration_finds_the_slope_and_shift_that_were_worked_in() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(-2.0, 4.0, 20_000)
    same = (rng.random(20_000) < expit(np.log(2.0) * truth)).astype(float)
    found = fit_calibration(2.0 * truth + 3.0, same, np.ones(20_000))
    # Scores are doubled and shifted by 3: half of them less 1.5 are the true log-odds.
    assert found.slope == pytest.approx(0.5, abs=0.03)
    assert found.shift == pytest.approx(-1.5, abs=0.1)


def test_a_perfect_separation_does_not_ask_for_endless_odds() -> None:
    scores = np.array([-5.0] * 100 + [5.0] * 100)
    same = (scores > 0).astype(float)
    found = fit_calibration(scores, same, np.ones(200))
    highest = expit(np.log(2.0) * (found.slope * 5.0 + found.shift))
    assert highest == pytest.approx(101 / 102, abs=0.001)


def test_a_ranking_is_never_turned_round() -> None:
    scores = np.array([-1.0, 1.0] * 50)
    same = (scores < 0).astype(float)
    assert fit_calibration(scores, same, np.ones(100)).slope > 0


def test_bins_of_equal_width_leave_empty_ones_out() -> None:
    probabilities = np.array([0.0, 0.05, 0.92, 1.0])
    low, high = even_reliability(probabilities, np.array([0.0, 0.0, 1.0, 0.0]))
    assert (low.pairs, low.observed, high.pairs, high.observed) == (2, 0.0, 2, 0.5)
    assert high.predicted == pytest.approx(0.96)
