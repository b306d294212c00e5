import pytest

from nlp.category.calibration import calibrated


def test_calibrated_shares_are_probabilities_in_the_same_order() -> None:
    shares = calibrated({"a": 0.6, "b": 0.3, "c": 0.1}, 2.0)

    assert sum(shares.values()) == pytest.approx(1)
    assert shares["a"] > shares["b"] > shares["c"]
    # Square roots: 0.7746 of a total of 1.6385.
    assert shares["a"] == pytest.approx(0.4727, abs=1e-4)


def test_temperature_one_changes_nothing() -> None:
    assert calibrated({"a": 0.6, "b": 0.4}, 1.0) == pytest.approx({"a": 0.6, "b": 0.4})
