from pathlib import Path

from nlp.linking.labelled import read_labelled
from nlp.linking.model import load_model
from nlp.linking.views import View
from nlp.linking.whole_evaluation import evaluate_view
from tests.nlp.linking.populations import account_lines, write_accounts


def test_a_population_of_known_holders_is_scored(tmp_path: Path) -> None:
    path = write_accounts(tmp_path / "people.jsonl", account_lines(30))
    report = evaluate_view(
        read_labelled(path),
        load_model(),
        View.FULL,
        threshold=0.5,
        within_market=False,
    )
    assert (report.accounts, report.pairs.true_pairs) == (60, 30)
    # All pairs of two markets are compared, as there are few.
    assert report.candidate_pairs == 900
    # Every person writes of things that nobody else has.
    assert report.first_rank == 1.0
    assert report.average_precision > 0.99
    assert report.model == load_model().version
