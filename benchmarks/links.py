"""How good links are beside simple floors on real titles, and beside splink on a full pass over 2,000 made accounts.

The real titles are the evaluation data, which is not shipped: it is looked for in the folder that STALLWATCH_EVAL_DATA names, or beside the
repository. Splink compares the same fields with levels of its own and learns from the same accounts by expectation maximisation, without
their holders. Run from the root of the repository::

    .venv/bin/python -m benchmarks.links [--accounts 2000] [--seed 4242]
"""

import argparse
import io
import json
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score

from core.analysis import Account
from nlp.embedding.encoder import load_encoder
from nlp.linking.account_lines import Labelled, read_account_lines
from nlp.linking.evaluate import Pair, score_pairs, true_pairs
from nlp.linking.labelled import LabelledAccounts, read_labelled
from nlp.linking.model import load_model
from nlp.linking.whole import linker_in_memory
from testmarkets.accounts import export_accounts
from testmarkets.world import build_world

DATA = Path(
    # No setting of the product: only what is measured here reads it.
    os.environ.get("STALLWATCH_EVAL_DATA", "../shared/data")  # noqa: TID251
)
SPLIT = Path("vendor_link/split_accounts_dev.jsonl")
ENCODER, BATCH = "all-MiniLM-L6-v2", 32
LISTINGS_EACH = 6
THRESHOLDS = (0.5, 0.9)
EM_RULES = (("category", "ships_from"), ("word",))
"""Fields that two accounts share whose comparisons are learned from: each leaves the others free."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=4_242)
    chosen = parser.parse_args()
    data = DATA / SPLIT
    if data.is_file():
        compare_on_titles(data)
    else:
        print(f"skipped: real titles beside the floors, for there is no {SPLIT}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.jsonl"
        size = LISTINGS_EACH * chosen.accounts
        export_accounts(
            build_world(chosen.seed, size=size, accounts=chosen.accounts), path
        )
        compare_with_splink(read_labelled(path))


def compare_on_titles(path: Path) -> None:
    """Print R@1 and AP of split accounts, one part against the other, titles alone."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    parts = [
        sorted((one for one in lines if one["part"] == part), key=lambda x: x["vendor"])
        for part in "ab"
    ]
    print(f"\n{len(parts[0])} real accounts split in two, titles alone")
    print(f"{'':28}{'R@1':>8}{'AP':>8}")
    texts = [["\n".join(one["titles"]) for one in part] for part in parts]
    encoder = load_encoder(ENCODER, BATCH)
    centroids = [
        np.array([encoder.encode(one["titles"]).mean(axis=0) for one in part])
        for part in parts
    ]
    for name, vectors in {
        "TF-IDF of words 1-2": _tfidf(texts, analyzer="word", ngram_range=(1, 2)),
        "TF-IDF of characters 3-5": _tfidf(texts, analyzer="char", ngram_range=(3, 5)),
        "MiniLM centroid": [_unit(one) for one in centroids],
    }.items():
        _print_ranking(name, np.asarray(vectors[0] @ vectors[1].T))
    _print_ranking("ours", _our_weights(parts, encode=None))
    _print_ranking("ours, with meaning", _our_weights(parts, encode=encoder.encode))


def _tfidf(texts: Sequence[Sequence[str]], **options: Any) -> list[Any]:
    vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
    vectorizer.fit([text for part in texts for text in part])
    return [vectorizer.transform(part).toarray() for part in texts]


def _unit(rows: Any) -> Any:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _our_weights(parts: Sequence[Sequence[Mapping[str, Any]]], *, encode: Any) -> Any:
    accounts = []
    for part, market in zip(parts, "ab", strict=True):
        for row, one in enumerate(part):
            listings = [{"title": title} for title in one["titles"]]
            line = {"id": f"{market}{row}", "market": market, "listings": listings}
            source = io.BytesIO(json.dumps(line).encode())
            accounts += [
                read.account
                for read in read_account_lines(source)
                if isinstance(read, Labelled)
            ]
    linker, seen = linker_in_memory(
        accounts, load_model(), within_market=False, encode=encode
    )
    weights = np.full((len(parts[0]), len(parts[1])), -np.inf)
    for pair in linker.score(seen):
        weights[int(pair.left[1:]), int(pair.right[1:])] = pair.score.weight
    # A pair that is no candidate ranks below all that are.
    lowest = weights[np.isfinite(weights)].min() - 1.0
    return np.where(np.isfinite(weights), weights, lowest)


def _print_ranking(name: str, likeness: Any) -> None:
    own = np.eye(len(likeness))
    first = float((likeness.argmax(axis=1) == np.arange(len(likeness))).mean())
    ap = average_precision_score(own.ravel(), likeness.ravel())
    print(f"{name:28}{first:8.3f}{ap:8.3f}")


def compare_with_splink(population: LabelledAccounts) -> None:
    """Print F1 and time of a full pass, splink's and ours."""
    true = true_pairs(population.known(), within_market=False)
    print(
        f"\nfull pass over {len(population.accounts):,} made accounts, "
        f"{len(true):,} true pairs"
    )
    print(f"{'':28}{'from':>6}{'P':>8}{'R':>8}{'F1':>8}{'seconds':>9}")
    for name, measure in (
        (f"splink {version('splink')}", _splink),
        (f"ours ({load_model().version})", _ours),
    ):
        start = time.perf_counter()
        found = measure(population.accounts)
        seconds = time.perf_counter() - start
        for threshold in THRESHOLDS:
            linked = [pair for pair, likely in found.items() if likely >= threshold]
            scores = score_pairs(linked, true)
            print(
                f"{name:28}{threshold:6}{scores.precision:8.3f}{scores.recall:8.3f}"
                f"{scores.f1:8.3f}{seconds:9.1f}"
            )


def _ours(accounts: Sequence[Account]) -> dict[Pair, float]:
    linker, seen = linker_in_memory(accounts, load_model(), within_market=False)
    return {(one.left, one.right): one.score.probability for one in linker.score(seen)}


def _splink(accounts: Sequence[Account]) -> dict[Pair, float]:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            cl.JaroWinklerAtThresholds("handle", [0.95, 0.88, 0.8]),
            cl.ArrayIntersectAtSizes("identifiers", [1]),
            cl.ArrayIntersectAtSizes("words", [12, 6, 3]),
            cl.ExactMatch("ships_from").configure(term_frequency_adjustments=True),
            cl.ExactMatch("category"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("identifiers", arrays_to_explode=["identifiers"]),
            block_on("handle"),
            block_on("words", arrays_to_explode=["words"]),
        ],
        retain_matching_columns=True,
        additional_columns_to_retain=["market"],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(_rows(accounts)), settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("identifiers", arrays_to_explode=["identifiers"])], recall=0.3
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in EM_RULES:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_probability=0.1)
    return {
        (min(one["id_l"], one["id_r"]), max(one["id_l"], one["id_r"])): one[
            "match_probability"
        ]
        for one in found.as_record_list()
        if one["market_l"] != one["market_r"]
    }


def _rows(accounts: Sequence[Account]) -> Any:
    import pyarrow as pa

    words = _telling_words(accounts)
    return pa.Table.from_pylist(
        [
            {
                "id": one.vendor_id,
                "market": one.market,
                "handle": one.handle.lower() or None,
                "identifiers": sorted(one.identifiers) or None,
                "words": words[at] or None,
                "word": words[at][0] if words[at] else None,
                "ships_from": _most(item.ships_from for item in one.listings),
                "category": _most(item.category for item in one.listings),
            }
            for at, one in enumerate(accounts)
        ]
    )


def _telling_words(accounts: Sequence[Account], most: int = 40) -> list[list[str]]:
    """Return each account's words of highest TF-IDF, best first: text as splink can compare it."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=0.02, min_df=2)
    rows = vectorizer.fit_transform(
        "\n".join(f"{item.title} {item.description}" for item in one.listings)
        for one in accounts
    )
    names = vectorizer.get_feature_names_out()
    return [
        [str(names[row.indices[at]]) for at in np.argsort(-row.data)[:most]]
        for row in rows
    ]


def _most(values: Any) -> str | None:
    known = [value for value in values if value]
    return max(sorted(set(known)), key=known.count) if known else None


if __name__ == "__main__":
    main()
