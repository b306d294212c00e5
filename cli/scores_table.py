"""Tables of scores and mistakes, as `stallwatch evaluate` prints them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.context import OUT, print_columns

if TYPE_CHECKING:
    from nlp.evaluation.entities import Interval, LabelScores, Scores
    from nlp.evaluation.mistakes import Mistake

_ALL = "all"


def print_scores(rows: "Sequence[LabelScores]") -> None:
    """Print a line a label; a figure in brackets is its 95 % interval.

    Labels that neither side has are left out.
    """
    header = ("label", "marked", "found", "P", "R", "F1", "P", "R", "F1")
    OUT.print("exact, with 95 % interval; then partial")
    print_columns(
        header,
        [
            (
                row.label or _ALL,
                str(row.marked),
                str(row.predicted),
                *(_with_interval(one) for one in _figures(row.exact)),
                *(f"{one.value:.3f}" for one in _figures(row.partial)),
            )
            for row in rows
            if row.marked or row.predicted
        ],
    )


def print_mistakes(title: str, mistakes: "Sequence[Mistake]") -> None:
    """Print a line a group of equal mistakes; texts are escaped."""
    if not mistakes:
        return
    OUT.print(f"\n{title}")
    print_columns(
        ("times", "what", "label", "found as", "text", "for instance", "context"),
        [
            (
                str(one.count),
                one.kind,
                one.label,
                one.predicted or "",
                _escaped(one.text),
                one.id,
                _escaped(one.context),
            )
            for one in mistakes
        ],
    )


def _figures(scores: "Scores") -> "tuple[Interval, ...]":
    return scores.precision, scores.recall, scores.f1


def _with_interval(figure: "Interval") -> str:
    return f"{figure.value:.3f} ({figure.low:.2f}-{figure.high:.2f})"


def _escaped(text: str) -> str:
    """Return a text on one line, without anything that could rewrite a terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
