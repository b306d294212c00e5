import pytest

from core.mentions import EntityKind
from nlp.evaluation.entities import Judged, score_entities
from nlp.evaluation.gold import GoldSpan

DRUG, PRICE = EntityKind.DRUG, EntityKind.PRICE


def judged(marked: list[GoldSpan], predicted: list[GoldSpan]) -> Judged:
    return Judged(frozenset(marked), frozenset(predicted))


def test_scores_by_hand() -> None:
    texts = [
        judged(
            [GoldSpan(0, 4, DRUG), GoldSpan(10, 14, DRUG), GoldSpan(20, 25, PRICE)],
            [GoldSpan(0, 4, DRUG), GoldSpan(12, 18, DRUG), GoldSpan(20, 25, DRUG)],
        ),
        judged([GoldSpan(0, 4, DRUG)], []),
    ]
    everything, drug, price = score_entities(texts, [DRUG, PRICE])
    assert everything.label is None
    assert (drug.label, drug.marked, drug.predicted) == (DRUG, 3, 3)
    assert drug.exact.precision.value == pytest.approx(1 / 3)
    assert drug.exact.recall.value == pytest.approx(1 / 3)
    assert drug.partial.precision.value == pytest.approx(2 / 3)
    assert drug.partial.recall.value == pytest.approx(2 / 3)
    assert (price.marked, price.predicted) == (1, 0)
    assert price.exact.f1.value == 0.0
    assert everything.exact.precision.value == pytest.approx(1 / 3)
    assert everything.exact.recall.value == pytest.approx(1 / 4)
    assert everything.exact.f1.value == pytest.approx(2 / 7)
    assert everything.partial.recall.value == pytest.approx(2 / 4)


def test_two_finds_in_one_mark_are_right_in_part_and_the_mark_is_met_once() -> None:
    text = judged(
        [GoldSpan(0, 10, DRUG)], [GoldSpan(0, 4, DRUG), GoldSpan(5, 10, DRUG)]
    )
    (scores, _) = score_entities([text], [DRUG])
    assert scores.partial.precision.value == 1.0
    assert scores.partial.recall.value == 1.0
    assert scores.exact.f1.value == 0.0


def test_spans_that_touch_do_not_overlap() -> None:
    text = judged([GoldSpan(0, 4, DRUG)], [GoldSpan(4, 8, DRUG)])
    assert score_entities([text], [DRUG])[0].partial.f1.value == 0.0


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    (scores, _) = score_entities([judged([], [])], [DRUG])
    assert scores.exact.f1.value == 1.0
    (found, _) = score_entities([judged([], [GoldSpan(0, 4, DRUG)])], [DRUG])
    assert found.exact.precision.value == found.exact.f1.value == 0.0


def test_intervals_hold_the_figure_and_narrow_with_more_texts() -> None:
    right = judged([GoldSpan(0, 4, DRUG)], [GoldSpan(0, 4, DRUG)])
    wrong = judged([GoldSpan(0, 4, DRUG)], [GoldSpan(0, 3, DRUG)])
    few = score_entities([right, wrong] * 5, [DRUG])[0].exact.f1
    many = score_entities([right, wrong] * 200, [DRUG])[0].exact.f1
    assert few.low < few.value == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 3
    again = score_entities([right, wrong] * 5, [DRUG])[0].exact.f1
    assert again == few
