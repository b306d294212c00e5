import pytest

from cli.scores_table import print_mistakes, print_scores
from core.mentions import EntityKind
from nlp.evaluation.entities import Interval, LabelScores, Scores
from nlp.evaluation.mistakes import Mistake, MistakeKind

FIGURE = Interval(value=0.5, low=0.25, high=0.75)
SCORES = Scores(precision=FIGURE, recall=FIGURE, f1=FIGURE)


def row(label: EntityKind | None, marked: int) -> LabelScores:
    return LabelScores(
        label=label, marked=marked, predicted=0, exact=SCORES, partial=SCORES
    )


def test_a_line_a_label_with_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    print_scores([row(None, 4), row(EntityKind.DRUG, 4), row(EntityKind.WEAPON, 0)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["all", "DRUG"]
    assert lines[3].count("0.500 (0.25-0.75)") == 3


def test_hostile_text_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    print_mistakes(
        "mistakes",
        [
            Mistake(
                kind=MistakeKind.SPURIOUS,
                label=EntityKind.DRUG,
                predicted=EntityKind.DRUG,
                text="\x1b[2J[red]hash",
                count=3,
                id="a-001",
                context="a\n\u202eb",
            )
        ],
    )
    shown = capsys.readouterr().out
    assert r"\x1b[2J[red]hash" in shown
    assert r"a\n\u202eb" in shown
    assert len(shown.splitlines()) == 4
    print_mistakes("mistakes", [])
    assert capsys.readouterr().out == ""
