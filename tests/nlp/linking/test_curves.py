import numpy as np
import pytest

from core.links import EvidenceKind
from nlp.linking.curves import BELIEFS, LEAST_STYLE, MOST_STYLE, piece_of

WORDS, KEY = EvidenceKind.LEXICAL_PROFILE, EvidenceKind.SHARED_KEY
CONFLICT = EvidenceKind.CONFLICTING_KEY
MEASURES = np.array([0.0, 0.1, 0.2, 0.6, 0.8, 1.0, np.nan])
SAME = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0])


def test_the_neutral_knot_lies_where_strangers_end_and_one_holder_begins() -> None:
    piece = piece_of(WORDS, MEASURES, SAME, np.ones(7), falls=False)
    assert 0.19 < piece.knots[piece.neutral] <= 0.6
    assert (piece.knots[0], piece.knots[-1]) == (0.0, 1.0)


def test_missing_measures_have_no_columns_and_neutral_ones_add_nothing() -> None:
    piece = piece_of(WORDS, MEASURES, SAME, np.ones(7), falls=False)
    neutral = piece.knots[piece.neutral]
    columns = piece.columns(np.array([np.nan, neutral, 0.0, 1.0]))
    assert columns.shape == (4, piece.width)
    assert not columns[0].any()
    assert not columns[1, 1:].any()
    assert columns[2, 1:].sum() == -piece.neutral
    assert columns[3, 1:].sum() == piece.width - 1 - piece.neutral


def test_a_curve_is_what_its_columns_add_up_to() -> None:
    piece = piece_of(WORDS, MEASURES, SAME, np.ones(7), falls=False)
    found = np.array([0.0, *np.linspace(0.1, 0.4, piece.width - 1)])
    curve = piece.curve(found)
    measures = np.array([-1.0, 0.0, 0.15, 0.7, 1.0, 2.0])
    logits = piece.columns(measures) @ found
    weights = [curve.at(one) for one in measures]
    assert weights == pytest.approx((logits / np.log(2.0)).tolist(), abs=1e-4)


def test_style_is_bounded_and_hard_evidence_is_not() -> None:
    style = piece_of(WORDS, MEASURES, SAME, np.ones(7), falls=False)
    weights = style.curve(
        np.full(style.width, 20.0) * (np.arange(style.width) > 0)
    ).weights
    assert (min(weights), max(weights)) == (LEAST_STYLE, MOST_STYLE)
    key = piece_of(KEY, np.ones(7), SAME, np.ones(7), falls=False)
    believed = key.curve(np.array(key.centre()))
    assert believed.weights == pytest.approx(BELIEFS[KEY].weights)
    assert max(believed.weights) > MOST_STYLE


def test_bounds_hold_each_kind_to_its_direction() -> None:
    falling = piece_of(CONFLICT, np.ones(7), SAME, np.ones(7), falls=True)
    assert set(falling.bounds()) == {(None, 0.0)}
    key = piece_of(KEY, np.ones(7), SAME, np.ones(7), falls=False)
    assert set(key.bounds()) == {(0.0, None)}
    first, *steps = piece_of(WORDS, MEASURES, SAME, np.ones(7), falls=False).bounds()
    assert first == (0.0, 0.0)
    assert set(steps) == {(0.0, None)}
