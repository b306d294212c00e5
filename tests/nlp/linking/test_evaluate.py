import pytest

from core.links import EvidenceKind
from nlp.linking.evaluate import (
    KnownAccount,
    RatedPair,
    average_precision,
    b_cubed,
    evaluate_pairs,
    first_rank,
    score_kinds,
    score_pairs,
    true_pairs,
)
from nlp.linking.model import LinkModel, Score, TrainingNote

HANDLE, KEY = EvidenceKind.HANDLE_SIMILARITY, EvidenceKind.SHARED_KEY
MODEL = LinkModel(
    name="none", prior=0.0, curves={}, training=TrainingNote(data="none", digest="")
)
ACCOUNTS = [
    KnownAccount("a", "north", "p1"),
    KnownAccount("b", "south", "p1"),
    KnownAccount("c", "north", "p2"),
    KnownAccount("d", "south", "p2"),
    KnownAccount("e", "south", "p3"),
]


def rated(left: str, right: str, **parts: float) -> RatedPair:
    weights = {EvidenceKind(kind): weight for kind, weight in parts.items()}
    return RatedPair(left, right, Score(prior=-2.0, parts=weights))


def test_pairs_by_hand() -> None:
    scores = score_pairs(
        [("a", "b"), ("d", "c"), ("e", "f"), ("b", "a")],
        {("b", "a"), ("c", "d"), ("x", "y")},
    )
    assert (scores.predicted_pairs, scores.true_pairs, scores.correct) == (3, 3, 2)
    assert scores.precision == scores.recall == scores.f1 == pytest.approx(2 / 3)


def test_pairs_of_nothing() -> None:
    nothing_found = score_pairs([], {("a", "b")})
    assert (nothing_found.precision, nothing_found.recall) == (1.0, 0.0)
    nothing_true = score_pairs([("a", "b")], set())
    assert (nothing_true.precision, nothing_true.recall) == (0.0, 1.0)
    assert nothing_found.f1 == nothing_true.f1 == 0.0


def test_true_pairs_lie_across_markets_unless_asked_otherwise() -> None:
    accounts = [*ACCOUNTS, KnownAccount("f", "north", "p1")]
    across = true_pairs(accounts, within_market=False)
    assert across == {("a", "b"), ("b", "f"), ("c", "d")}
    assert true_pairs(accounts, within_market=True) == across | {("a", "f")}


def test_average_precision_counts_what_was_never_brought_up_as_missed() -> None:
    weights = {("a", "b"): 3.0, ("a", "e"): 2.0, ("c", "d"): 1.0}
    true = {("a", "b"), ("c", "d")}
    # Precision 1 at the first, 2/3 at the second true pair.
    assert average_precision(weights, true) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision({("a", "b"): 3.0}, true) == pytest.approx(0.5)
    assert average_precision({}, true) == 0.0
    assert average_precision(weights, set()) == 1.0


def test_first_rank_by_hand() -> None:
    pairs = [
        rated("a", "b", shared_key=9.0),
        rated("a", "e", shared_key=12.0),
        rated("c", "d", shared_key=1.0),
    ]
    true = {("a", "b"), ("c", "d")}
    # Of a, b, c and d only a has another account first.
    assert first_rank(pairs, true) == 0.75
    assert first_rank([], true) == 0.0


def test_first_rank_gives_ties_to_the_lower_id() -> None:
    pairs = [rated("a", "e"), rated("a", "b")]
    assert first_rank(pairs, {("a", "b")}) == 1.0


def test_b_cubed_by_hand() -> None:
    holder_of = {one.vendor_id: one.holder for one in ACCOUNTS}
    scores = b_cubed([{"a", "b", "c"}, {"nobody"}], holder_of)
    # a and b: 2/3, c: 1/3, d and e alone: 1.  a and b: 1, c and d: 1/2, e: 1.
    assert scores.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert scores.recall == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)


def test_kinds_say_whom_they_speak_for_and_what_is_lost_without_them() -> None:
    pairs = [
        rated("a", "b", shared_key=15.0, handle_similarity=-1.0),
        rated("a", "e", handle_similarity=5.0),
        rated("c", "d", handle_similarity=4.0),
    ]
    handle, key = score_kinds(pairs, {("a", "b"), ("c", "d")}, {("a", "b")})
    assert (handle.kind, handle.true_pairs, handle.found) == (HANDLE, 1, 0)
    assert handle.other_pairs == 1
    assert (key.kind, key.true_pairs, key.recall) == (KEY, 1, 1.0)
    # Without the key the pair of a and b falls to the last place.
    assert key.without == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_a_report_leaves_accounts_of_unknown_holder_out() -> None:
    pairs = [
        rated("a", "b", shared_key=15.0),
        rated("a", "stranger", shared_key=15.0),
        rated("c", "e", shared_key=15.0),
    ]
    report = evaluate_pairs(
        pairs,
        ACCOUNTS,
        [{"a", "b", "stranger"}, {"c", "e"}],
        model=MODEL,
        threshold=0.5,
        within_market=False,
    )
    assert (report.accounts, report.candidate_pairs) == (5, 2)
    assert (report.pairs.precision, report.pairs.recall) == (0.5, 0.5)
    assert report.clusters.precision == pytest.approx(4 / 5)
    assert sum(one.pairs for one in report.reliability) == 2
    # Both are given the same probability of nearly 1, and one of two came true.
    assert report.calibration_error == pytest.approx(0.5, abs=0.001)
    assert report.brier == pytest.approx(0.5, abs=0.001)
    assert report.model == MODEL.version
