"""``stallwatch evaluate entities``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import NOTES, OUT, print_columns, write_json
from cli.reading_progress import reading_progress
from cli.scores_table import print_mistakes, print_scores

if TYPE_CHECKING:
    from core.mentions import EntityKind
    from nlp.evaluation.categories import CategoryReport
    from nlp.evaluation.gold import GoldSet
    from nlp.extract import Extractor


def entities(
    *,
    data: Path | None = None,
    model: Path | None = None,
    map: list[str] | None = None,  # noqa: A002  # the option's name
    errors: Annotated[int, Parameter(validator=Number(gte=0))] = 20,
    json: bool = False,
) -> None:
    """Score what a model finds in annotated texts, label by label.

    Without --data, the texts of the writers that the shipped model never saw. A file of another project may be Prodigy's JSONL
    ({"text": …, "spans": [{"start", "end", "label"}]}, one a line) or spaCy's DocBin (.spacy); then only the labels that it has are scored.

    Args:
        data: A folder of texts in the format of docs/annotation-guide.md, or a .yml, .jsonl or .spacy file.
        model: A folder that `stallwatch train` wrote. Without it, the shipped model.
        map: FILE-LABEL=LABEL: what a label of the file is called here, such as GPE=LOCATION; may be given several times.
        errors: How many of the most frequent mistakes to show.
        json: Print one JSON object.
    """
    from nlp.evaluation.evaluate import evaluate_entities

    gold = _gold(data, _mapping(map or []))
    extractor = _extractor(model)
    with reading_progress(quiet=json) as report:
        result = evaluate_entities(
            extractor,
            gold,
            errors=errors,
            report=lambda done, of: report("reading", done, of),
        )
    if json:
        ignored = {"ignored_labels": gold.ignored}
        write_json(result.model_dump(mode="json") | ignored)
        return
    if gold.ignored:
        NOTES.print(
            f"not scored, for they are none of our labels: {', '.join(gold.ignored)!r}; "
            "--map FILE-LABEL=LABEL says what one means"
        )
    OUT.print(f"{result.texts} texts")
    print_scores(result.entities)
    if result.categories is not None:
        _show_categories(result.categories)
    print_mistakes("most frequent mistakes", result.mistakes)


def _extractor(model: Path | None) -> "Extractor":
    from core.errors import ConfigError
    from nlp.extract import Extractor

    if model is None:
        return Extractor.load()
    if not model.is_dir():
        raise ConfigError(
            f"there is no folder {model}: train a model with `stallwatch train --out`"
        )
    return Extractor.load(model)


def _gold(data: Path | None, mapping: "dict[str, EntityKind]") -> "GoldSet":
    from nlp.corpus.reader import TEXTS, read_corpus
    from nlp.corpus.split import held_out_writers, split_corpus
    from nlp.evaluation.gold import gold_from_corpus, read_gold

    if data is not None:
        return read_gold(data, mapping)
    split = split_corpus(read_corpus(TEXTS), held_out_writers())
    return gold_from_corpus(split.held_out)


def _mapping(given: list[str]) -> "dict[str, EntityKind]":
    from core.errors import ConfigError, shown
    from core.mentions import NER_KINDS, EntityKind

    mapping = {}
    for one in given:
        name, _, label = one.rpartition("=")
        if not name or label not in NER_KINDS:
            raise ConfigError(
                f"--map {shown(one)} is not FILE-LABEL=LABEL with a LABEL among "
                f"{', '.join(sorted(NER_KINDS))}"
            )
        mapping[name] = EntityKind(label)
    return mapping


def _show_categories(report: "CategoryReport") -> None:
    OUT.print(
        f"\ncategories: macro-F1 {report.macro_f1:.3f}, accuracy {report.accuracy:.3f}"
    )
    guesses = list(next(iter(report.confusion.values())))
    print_columns(
        ("category", "texts", "P", "R", "F1", *(f"as {one}" for one in guesses)),
        [
            (
                one.category,
                str(one.texts),
                f"{one.precision:.3f}",
                f"{one.recall:.3f}",
                f"{one.f1:.3f}",
                *(str(report.confusion[one.category][guess]) for guess in guesses),
            )
            for one in report.scores
        ],
    )
