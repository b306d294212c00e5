"""A corpus that trains in seconds, for tests alone."""

from dataclasses import replace
from random import Random

from core.records import Category
from nlp.corpus.annotated import AnnotatedText, Register, TextKind
from nlp.corpus.markup import parse_markup
from nlp.training.settings import TrainingConfig, load_training_config

_DRUGS = ("hash", "ketamine", "speed", "weed", "cocaine", "mdma")
_PLACES = ("Spain", "Poland", "Ghent", "Malta")


def draws(seed: int) -> Random:
    """Return draws that come out alike each time."""
    return Random(seed)  # noqa: S311


def annotated(
    marked: str,
    text_id: str = "a-001",
    *,
    category: Category = Category.DRUGS,
) -> AnnotatedText:
    """Return a marked text as a text of the corpus."""
    text, spans = parse_markup(marked)
    return AnnotatedText(
        id=text_id,
        writer=text_id.partition("-")[0],
        register=Register.TERSE,
        language="en",
        kind=TextKind.LISTING,
        category=category,
        text=text,
        spans=spans,
    )


def small_corpus() -> list[AnnotatedText]:
    """Return 48 texts of four writers: half about drugs, half about papers."""
    texts = []
    for number in range(24):
        drug, place = _DRUGS[number % 6], _PLACES[number % 4]
        writer = "abcd"[number % 4]
        texts += [
            annotated(
                f"[{number + 1}g](QUANTITY) [{drug}](DRUG) from "
                f"[{place}](SHIPPING_FROM), [{number + 5} EUR](PRICE)",
                f"{writer}-{number:03}",
            ),
            annotated(
                f"Registered [passport](DOCUMENT) made in [{place}](LOCATION), "
                f"only [{number * 10 + 5} EUR](PRICE)",
                f"{writer}-{number + 100}",
                category=Category.DOCUMENTS,
            ),
        ]
    return texts


def quick_config(updates: int = 160) -> TrainingConfig:
    """Return the shipped config with few updates and a small network."""
    config = load_training_config()
    network = config.network.merge(
        {
            "components": {
                "tok2vec": {
                    "model": {
                        "embed": {"width": 32, "rows": [500, 100, 200, 100, 50]},
                        "encode": {"width": 32, "depth": 2},
                    }
                },
                "ner": {"model": {"tok2vec": {"width": 32}}},
                "textcat": {
                    "model": {
                        "tok2vec": {"width": 32},
                        "linear_model": {"length": 1024},
                    }
                },
            }
        }
    )
    schedule = config.schedule.model_copy(
        update={
            "batch_tokens": 150,
            "look_every": 20,
            "patience": 80,
            "max_updates": updates,
            "development_share": 0.2,
        }
    )
    return replace(config, network=network, schedule=schedule)
