import pytest

from nlp.linking.evaluate import KindRecall, evaluate_links, recall_by_kind


def test_evaluate_links_by_hand() -> None:
    predicted = [("a", "b"), ("d", "c"), ("e", "f"), ("b", "a")]
    true = [("b", "a"), ("c", "d"), ("x", "y")]
    scores = evaluate_links(predicted, true)
    assert (scores.predicted_pairs, scores.true_pairs, scores.correct) == (3, 3, 2)
    assert scores.precision == pytest.approx(2 / 3)
    assert scores.recall == pytest.approx(2 / 3)
    assert scores.f1 == pytest.approx(2 / 3)


def test_evaluate_links_of_nothing() -> None:
    nothing_found = evaluate_links([], [("a", "b")])
    assert (nothing_found.precision, nothing_found.recall) == (1.0, 0.0)
    assert nothing_found.f1 == 0.0
    nothing_true = evaluate_links([("a", "b")], [])
    assert (nothing_true.precision, nothing_true.recall) == (0.0, 1.0)
    assert nothing_true.f1 == 0.0


def test_recall_by_kind_by_hand() -> None:
    true = {("a", "b"): "key", ("d", "c"): "key", ("e", "f"): "reposts"}
    assert recall_by_kind([("b", "a"), ("x", "y")], true) == {
        "key": KindRecall(true_pairs=2, found=1),
        "reposts": KindRecall(true_pairs=1, found=0),
    }


def test_kind_recall() -> None:
    assert KindRecall(true_pairs=4, found=1).recall == 0.25
    assert KindRecall(true_pairs=0, found=0).recall == 1.0
