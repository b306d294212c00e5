"""``stallwatch train entities``, which is also ``stallwatch train`` alone."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import NOTES, OUT, print_columns, settings_here, write_json

if TYPE_CHECKING:
    from nlp.corpus.annotated import AnnotatedText
    from nlp.training.train import TrainedModel


def entities(
    *,
    data: list[Path] | None = None,
    only_data: bool = False,
    out: Path | None = None,
    seed: int | None = None,
    config: Path | None = None,
    with_generated: Annotated[int, Parameter(validator=Number(gte=0))] = 0,
    json: bool = False,
) -> None:
    """Train the named entity recognition and the category classifier on annotated texts.

    The texts that this project ships are trained on, without the held-out ones that `stallwatch evaluate entities` measures by. Texts of
    your own, in the format of docs/annotation-guide.md, are added with --data. Equal texts, seed and config give an equal model.
    An interrupted training leaves the former model as it was. It takes some minutes on one core.

    Args:
        data: A folder of annotated texts to add; may be given several times.
        only_data: Train on the folders of --data alone, without the texts that the project ships.
        out: The folder of the model; a model in it is replaced. Without it, models/entities in the home.
        seed: Of everything random; another seed gives another model of about the same quality.
        config: A training config in place of nlp/training/config.cfg.
        with_generated: How many texts from the generator to add, for breadth.
        json: Print one JSON object that describes the model.
    """
    from nlp.training.settings import CONFIG, load_training_config
    from nlp.training.train import SEED, train

    seed = SEED if seed is None else seed
    folder = out or settings_here().home / "models" / "entities"
    settings = load_training_config(config or CONFIG)
    texts = _texts(data or [], with_shipped=not only_data)
    with training_progress(quiet=json) as report:
        made = train(
            texts,
            folder,
            seed=seed,
            config=settings,
            generated=_generated(seed, with_generated),
            report=report,
        )
    if json:
        write_json({"model": str(folder)} | made.model_dump(mode="json"))
    else:
        _show(made, folder)


def _texts(folders: list[Path], *, with_shipped: bool) -> "list[AnnotatedText]":
    from core.errors import ConfigError
    from nlp.corpus.reader import TEXTS, read_corpus
    from nlp.corpus.split import held_out_writers, split_corpus

    if not with_shipped and not folders:
        raise ConfigError("--only-data needs a folder: name one with --data FOLDER")
    shipped = split_corpus(read_corpus(TEXTS), held_out_writers())
    own = read_corpus(*folders) if folders else []
    known = {text.id for text in (*shipped.training, *shipped.held_out)}
    twice = sorted(text.id for text in own if text.id in known)
    if twice:
        raise ConfigError(
            "an id of your texts is one of the shipped texts: begin your ids with a "
            "writer's name of your own",
            id=twice[0],
        )
    _refuse_held_out(own, shipped.held_out)
    return [*(shipped.training if with_shipped else ()), *own]


def _refuse_held_out(
    own: "list[AnnotatedText]", held_out: "Sequence[AnnotatedText]"
) -> None:
    """See that no text is trained on that is a held-out one, or passes for its writer's."""
    from core.errors import ConfigError

    writers = {text.writer for text in held_out}
    texts = {text.text for text in held_out}
    for text in own:
        if text.writer in writers or text.text in texts:
            raise ConfigError(
                "a text of yours is one that models are measured by, or has the name "
                "of such a text's writer: leave it out, or name the writer otherwise",
                id=text.id,
                writer=text.writer,
            )


def _generated(seed: int, count: int) -> "Iterator[AnnotatedText]":
    if count:
        from nlp.training.generator import generate

        yield from generate(seed, count)


@contextmanager
def training_progress(
    *, quiet: bool
) -> Iterator[Callable[[int, int, float | None], None]]:
    """Give what is told of a training; it shows a bar where a person looks on.

    Args:
        quiet: Show none.
    """
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    if quiet or not sys.stderr.isatty():
        yield lambda _done, _most, _score: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=NOTES, transient=True) as bar:
        task = bar.add_task("reading the texts")

        def report(done: int, most: int, score: float | None) -> None:
            said = None if score is None else f"score {score:.3f}"
            bar.update(task, completed=done, total=most, description=said)

        yield report


def _show(made: "TrainedModel", folder: Path) -> None:
    OUT.print(
        f"trained on {made.training_texts + made.generated_texts} texts, "
        f"{made.generated_texts} of them generated; chosen and measured on "
        f"{made.development_texts} others by {', '.join(made.development_writers)}"
    )
    OUT.print(
        f"best after {made.best_update} of {made.updates} updates: "
        f"score {made.development_score:.3f}\n"
    )
    print_columns(
        ("label", "right where a rule agrees", "agrees in part", "has nothing"),
        [
            (label, *(f"{share:.2f}" for share in shares.values()))
            for label, shares in made.precision.items()
        ],
    )
    OUT.print(f"\nThe model is in {folder}. How good it is on texts that it never saw:")
    OUT.print(f"  stallwatch evaluate entities --model {folder}")
