"""``stallwatch evaluate links``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import OUT, print_columns, settings_here, write_json
from cli.reading_progress import reading_progress
from cli.reliability_plot import check_ending, draw_reliability
from cli.train_links import encoder, show_bad_lines

if TYPE_CHECKING:
    from nlp.linking.evaluate import LinkReport


def links(
    files: list[Path],
    /,
    *,
    model: Path | None = None,
    threshold: Annotated[float | None, Parameter(validator=Number(gt=0, lt=1))] = None,
    within_market: bool = False,
    plot: Path | None = None,
    meaning: bool = False,
    json: bool = False,
) -> None:
    """Measure links between accounts whose holders are known.

    The files together are one population: one account a line, as `stallwatch link` reads it, with who is known to hold it as its "holder".
    Everything is measured twice, with handles shown and hidden. Recall counts every pair of one holder, also those that were not brought
    up as candidates; calibration counts the candidates.

    P, R and F1 are of the pairs at or above the threshold, AP is of their ranking, R@1 is how often the best pair of an account is right,
    and B-cubed is of the clusters. ECE is the mean gap between a probability and the share that it came true for.

    Args:
        files: Files of accounts.
        model: A file that `stallwatch train links` wrote. Without it, the shipped model.
        threshold: Least probability of a link. Without it, STALLWATCH_LINK_THRESHOLD.
        within_market: Also pair accounts of one market.
        plot: Draw how probabilities came true into this file: .svg, .pdf or .png.
        meaning: Also compare what listings mean, by sentence embeddings: about 10 seconds for 1,000 listings.
        json: Print one JSON object.
    """
    from nlp.linking.labelled import read_labelled
    from nlp.linking.model import load_model
    from nlp.linking.views import View
    from nlp.linking.whole_evaluation import evaluate_view

    if plot is not None:
        check_ending(plot)
    loaded = load_model(model)
    population = read_labelled(*files)
    show_bad_lines([population])
    least = settings_here().link_threshold if threshold is None else threshold
    encode = encoder(wanted=meaning)
    reports = {}
    with reading_progress(quiet=json) as report:
        for done, view in enumerate((View.FULL, View.NAMELESS)):
            report(f"linking, {view}", done, 2)
            reports[view] = evaluate_view(
                population,
                loaded,
                view,
                threshold=least,
                within_market=within_market,
                encode=encode,
            )
    shown, hidden = reports[View.FULL], reports[View.NAMELESS]
    if plot is not None:
        draw_reliability({"handle shown": shown, "handle hidden": hidden}, plot)
    if json:
        write_json(
            {
                "handle_shown": shown.model_dump(mode="json"),
                "handle_hidden": hidden.model_dump(mode="json"),
            }
        )
        return
    _show(shown, hidden)


def _show(shown: "LinkReport", hidden: "LinkReport") -> None:
    OUT.print(
        f"{shown.accounts:,} accounts of known holder, {shown.pairs.true_pairs:,} pairs of "
        f"one holder; model {shown.model}, linked from a probability of "
        f"{shown.threshold:g}\n"
    )
    rows = zip(_figures(shown), _figures(hidden), strict=True)
    print_columns(
        ("", "handle shown", "handle hidden"),
        [(name, value, other) for (name, value), (_, other) in rows],
    )
    OUT.print("\nhow probabilities came true, handle shown")
    print_columns(
        ("candidate pairs", "said", "true"),
        [
            (f"{one.pairs:,}", f"{one.predicted:.3f}", f"{one.observed:.3f}")
            for one in shown.reliability
        ],
    )
    OUT.print("\nby kind of evidence, handle shown")
    print_columns(
        ("kind", "true pairs it speaks for", "R of them", "of strangers", "AP without"),
        [
            (
                one.kind,
                str(one.true_pairs),
                f"{one.recall:.3f}",
                str(one.other_pairs),
                f"{one.without:.3f}",
            )
            for one in shown.kinds
        ],
    )


def _figures(report: "LinkReport") -> list[tuple[str, str]]:
    pairs, clusters = report.pairs, report.clusters
    return [
        ("candidate pairs", f"{report.candidate_pairs:,}"),
        ("links", f"{pairs.predicted_pairs:,}"),
        ("P", f"{pairs.precision:.3f}"),
        ("R", f"{pairs.recall:.3f}"),
        ("F1", f"{pairs.f1:.3f}"),
        ("AP", f"{report.average_precision:.3f}"),
        ("R@1", f"{report.first_rank:.3f}"),
        ("B-cubed P", f"{clusters.precision:.3f}"),
        ("B-cubed R", f"{clusters.recall:.3f}"),
        ("B-cubed F1", f"{clusters.f1:.3f}"),
        ("ECE", f"{report.calibration_error:.4f}"),
        ("ECE of pairs from 0.1 on", f"{report.likely_calibration_error:.3f}"),
        ("Brier", f"{report.brier:.4f}"),
    ]
