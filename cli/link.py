"""``stallwatch link``."""

import json as json_module
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.account_files import AccountFiles, read_account_files
from cli.context import NOTES, OUT, print_columns, printable, settings_here
from cli.reading_progress import reading_progress

if TYPE_CHECKING:
    from core.links import VendorLink
    from nlp.linking.linker import Linker, ScoredPair
    from nlp.linking.whole import Encode

SHOWN_PAIRS = 20
"""Pairs in the table, unless --limit says otherwise."""
EXPLAINED_PAIRS = 3
"""Pairs below the table that are explained in sentences."""
TOLD_FROM = 0.01
"""Probability from which on the evidence is told in full: few pairs reach it, and telling takes far longer than scoring."""
_ID_CHARS = 40


def link(
    files: Annotated[list[str], Parameter(allow_leading_hyphen=True)],
    /,
    *,
    within_market: bool = False,
    limit: Annotated[int | None, Parameter(validator=Number(gte=0))] = None,
    min_probability: Annotated[float, Parameter(validator=Number(gte=0, lte=1))] = 0.0,
    model: Path | None = None,
    meaning: bool = False,
    json: bool = False,
) -> int:
    """Find accounts that one person may hold, in files, without any server.

    Each line of a file is one account, as a JSON object in UTF-8:
    {"id", "market"?, "handle"?, "about"?, "listings": [{"title", "description"?, "price"?, "currency"?, "category"?, "ships_from"?}]}.
    Every field but `id` and `listings` may be left out; what is missing weighs nothing. An account may also have `pgp`, `contacts`,
    `aliases`, `registered_on`, `first_seen_at`, `last_seen_at` and `buyers`, a listing `ships_to`, `listed_at`, `images` (perceptual
    hashes) and `goods`. All files together are one population.

    With --json each scored pair is one line, best first: {"left", "right", "probability", "weight", "evidence": [{"kind", "weight",
    "detail"}]}; weights are log-odds of base 2, and negative ones speak against one holder. A pair's weight is its `prior`, what is thought
    of any pair before evidence, and the weights of its evidence added up. Up to 400 accounts are all compared with one
    another; of more, each with those that share something rare with it. A line that holds no account is left out and told on standard
    error; the exit code is 1 then. A price or time that cannot be read is passed over, and told. Below a probability of 0.01 the details only say which way the evidence speaks.

    A pair is a lead and never a fact.

    Args:
        files: Files of accounts; - is standard input.
        within_market: Also pair accounts of one market. An account without a market is of another one than any.
        limit: Pairs to print. Without it, all with --json, and 20 in the table.
        min_probability: Print only pairs that are at least so probable.
        model: A file that `stallwatch train links` wrote. Without it, the shipped weights.
        meaning: Also compare what listings mean, by sentence embeddings: finds rewordings and translations, and takes about 10 seconds for
            1,000 listings.
        json: Print JSON lines for scripts.
    """
    from nlp.linking.model import load_model
    from nlp.linking.whole import linker_in_memory

    weights = load_model(model)
    read = read_account_files(files)
    accounts = [line.account for line in read.lines]
    if len(accounts) == 1:
        NOTES.print("one account alone: there is nothing to compare it with")
    linker, seen = linker_in_memory(
        accounts,
        weights,
        within_market=within_market,
        encode=_encoder() if meaning else None,
    )
    with reading_progress(quiet=False) as report:
        pairs = [
            pair
            for pair in linker.score(seen, report=_reporting(report))
            if pair.score.probability >= min_probability
        ]
    pairs.sort(key=lambda pair: (-pair.score.weight, pair.left, pair.right))
    if json:
        _write(pairs[:limit], linker, read)
    else:
        _show(pairs, linker, SHOWN_PAIRS if limit is None else limit)
    return 1 if read.bad_lines else 0


def _reporting(
    report: Callable[[str, int, int], None],
) -> Callable[[int, int], None]:
    return lambda done, of: report("comparing accounts", done, of)


def _encoder() -> "Encode":
    from nlp.embedding.encoder import load_encoder

    settings = settings_here()
    NOTES.print("embedding the listings; this takes a while")
    return load_encoder(settings.encoder_model, settings.encoder_batch_size).encode


def _write(pairs: "Sequence[ScoredPair]", linker: "Linker", read: AccountFiles) -> None:
    from core.json_lines import id_as_json

    ids = {line.account.vendor_id: id_as_json(line.given_id) for line in read.lines}
    for pair in pairs:
        facts = json_module.dumps(_facts(_told(pair, linker)), ensure_ascii=False)
        line = f'{{"left": {ids[pair.left]}, "right": {ids[pair.right]}, {facts[1:]}\n'
        # JSON lines are UTF-8 whatever the terminal's encoding is.
        sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


def _told(pair: "ScoredPair", linker: "Linker") -> "VendorLink":
    return linker.explain(pair, in_full=pair.score.probability >= TOLD_FROM)


def _facts(found: "VendorLink") -> dict[str, Any]:
    return {
        "probability": round(found.probability, 6),
        "weight": found.weight,
        "prior": found.prior,
        "evidence": [
            {
                "kind": one.kind.value,
                "class": one.evidence_class.value,
                "weight": one.weight,
                "detail": one.detail,
                "values": list(one.values),
                "proofs": [proof.model_dump(exclude_none=True) for proof in one.proofs],
            }
            for one in found.evidence
        ],
        "scorer": found.scorer,
    }


def _show(pairs: "Sequence[ScoredPair]", linker: "Linker", limit: int) -> None:
    shown = [linker.explain(pair) for pair in pairs[:limit]]
    if shown:
        print_columns(
            ("probability", "weight", "left", "right", "why"),
            [
                (
                    f"{one.probability:.3f}",
                    f"{one.weight:+.1f}",
                    _cut(one.left),
                    _cut(one.right),
                    ", ".join(item.kind for item in one.evidence[:3]),
                )
                for one in shown
            ],
        )
    for one in shown[:EXPLAINED_PAIRS]:
        _explain(one)
    OUT.print(
        f"\n{len(pairs):,} pairs scored, {len(shown):,} shown; each is a lead, never a fact"
    )


def _explain(found: "VendorLink") -> None:
    from nlp.linking.explain import explanation

    OUT.print(f"\n{_cut(found.left)} and {_cut(found.right)}")
    for sentence in explanation(found).sentences():
        OUT.print(f"  {printable(sentence)}")


def _cut(text: str) -> str:
    """Return an id on one line, unable to rewrite the terminal."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= _ID_CHARS else f"{line[:_ID_CHARS]}…"
