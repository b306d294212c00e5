"""``stallwatch train links``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import NOTES, OUT, print_columns, printable, settings_here, write_json
from cli.reading_progress import reading_progress

if TYPE_CHECKING:
    from nlp.linking.before_after import BeforeAfter
    from nlp.linking.labelled import LabelledAccounts
    from nlp.linking.model import LinkModel
    from nlp.linking.training import LabelledPair
    from nlp.linking.whole import Encode

SHOWN_LINES = 5
"""Lines without an account that are named; of the others only how many."""


def links(
    files: list[Path],
    /,
    *,
    out: Path | None = None,
    before: Path | None = None,
    threshold: Annotated[float | None, Parameter(validator=Number(gt=0, lt=1))] = None,
    meaning: bool = False,
    judgements: bool = False,
    json: bool = False,
) -> None:
    """Train what each kind of evidence weighs when accounts are linked.

    Each FILE has one account a line, as `stallwatch link` reads it, with who is known to hold it as its "holder", and is a population of its
    own: accounts are compared within their file. Needed are 1,000 candidate pairs, 50 of them of one holder, as some hundred accounts with a
    second one make. All accounts are also shown with less than is known of them, such as titles alone.

    The report sets the new model beside the one before, on people whom the new one had not seen. An interrupted training leaves the file of
    --out as it was.

    Args:
        files: Files of accounts.
        out: The file of the model. Without it, models/links.json in the home.
        before: The model to compare with. Without it, the shipped one.
        threshold: Least probability of a link in the report. Without it, STALLWATCH_LINK_THRESHOLD.
        meaning: Also compare what listings mean, by sentence embeddings: about 10 seconds for 1,000 listings.
        judgements: Also learn from what analysts have judged in this installation's index.
        json: Print one JSON object that has the figures of both models.
    """
    from nlp.linking.before_after import compare_models
    from nlp.linking.labelled import FALLING, read_labelled
    from nlp.linking.model import load_model, save_model
    from nlp.linking.training import train

    path = out or settings_here().home / "models" / "links.json"
    former = load_model(before)
    populations = [read_labelled(file) for file in files]
    show_bad_lines(populations)
    pairs = _pairs(populations, former, encoder(wanted=meaning), quiet=json)
    judged = _judged(former) if judgements else []
    training = train(
        [*pairs, *judged],
        falling=FALLING,
        data=_described(populations, judged=len(judged)),
    )
    least = settings_here().link_threshold if threshold is None else threshold
    report = compare_models(training, former, threshold=least)
    save_model(training.model, path)
    if json:
        write_json({"model": str(path)} | report.model_dump(mode="json"))
    else:
        _show(report, path)


def _pairs(
    populations: "list[LabelledAccounts]",
    model: "LinkModel",
    encode: "Encode | None",
    *,
    quiet: bool,
) -> "list[LabelledPair]":
    from nlp.linking.labelled import labelled_pairs
    from nlp.linking.views import View

    shown = [(one, view) for one in populations for view in View]
    pairs = []
    with reading_progress(quiet=quiet) as report:
        for done, (population, view) in enumerate(shown):
            report(f"comparing {population.name}, {view}", done, len(shown))
            pairs += labelled_pairs(population, model, view, encode=encode)
    return pairs


def encoder(*, wanted: bool) -> "Encode | None":
    """Return what embeds listings, None where it is not wanted."""
    if not wanted:
        return None
    from nlp.embedding.encoder import load_encoder
    from nlp.embedding.remembered import RememberedVectors

    settings = settings_here()
    loaded = load_encoder(settings.encoder_model, settings.encoder_batch_size)
    # The views of an account show mostly the same texts.
    return RememberedVectors(loaded.encode).encode


def _judged(model: "LinkModel") -> "list[LabelledPair]":
    """Return what analysts have judged, measured as the accounts are now."""
    from search.client import connect
    from search.linking_stores import open_linking_stores
    from workers.judged_training import judged_pairs

    settings = settings_here()
    with connect(settings) as client:
        stores = open_linking_stores(client, settings)
        return judged_pairs(stores, model, max_sharers=settings.link_max_sharers)


def _described(populations: "list[LabelledAccounts]", *, judged: int) -> str:
    named = [f"{one.name} ({len(one.accounts)} accounts)" for one in populations]
    return ", ".join([*named, f"{judged} judgements"] if judged else named)


def show_bad_lines(populations: "list[LabelledAccounts]") -> None:
    """Say which lines hold no account."""
    bad = [line for one in populations for line in one.bad_lines]
    for line in bad[:SHOWN_LINES]:
        NOTES.print(printable(f"left out: {line}"))
    if len(bad) > SHOWN_LINES:
        NOTES.print(f"left out: {len(bad) - SHOWN_LINES} lines more")


def _show(report: "BeforeAfter", path: Path) -> None:
    OUT.print(
        f"{report.pairs:,} pairs of people held out, {report.same_holder:,} of one holder; "
        f"linked from a probability of {report.threshold:g}\n"
    )
    print_columns(
        ("model", "P", "R", "F1", "AP", "ECE", "Brier"),
        [
            (
                f"{name} ({figures.model})",
                f"{figures.precision:.3f}",
                f"{figures.recall:.3f}",
                f"{figures.f1:.3f}",
                f"{figures.average_precision:.3f}",
                f"{figures.calibration_error:.3f}",
                f"{figures.brier:.4f}",
            )
            for name, figures in (("before", report.before), ("after", report.after))
        ],
    )
    OUT.print(f"\nThe model is in {path}. To link accounts with it:")
    OUT.print(f"  stallwatch link FILE --model {path}")
