"""Which decisions on pairs of accounts are in force, read without what was said about them."""

from collections.abc import Iterable

from elasticsearch import Elasticsearch

from core.links import Verdict
from search.scan import any_of, iter_hits

VERDICT_FIELDS = ["left", "right", "number", "verdict"]

Pair = tuple[str, str]


def verdicts_in_force(
    client: Elasticsearch, alias: str, vendor_ids: Iterable[str] | None
) -> dict[Pair, Verdict]:
    """Return what the decisions that hold now say, by pair, lower id first.

    Args:
        client: The server.
        alias: Where the judgements are.
        vendor_ids: Only those on any of these accounts; all where None.
    """
    newest: dict[Pair, tuple[int, str | None]] = {}
    for query in any_of("vendors", vendor_ids):
        for hit in iter_hits(
            client, alias, query=query, source=VERDICT_FIELDS, refresh=True
        ):
            one = hit["_source"]
            pair, said = (one["left"], one["right"]), (one["number"], one["verdict"])
            if pair not in newest or newest[pair][0] < said[0]:
                newest[pair] = said
    return {
        pair: Verdict(verdict)
        for pair, (_, verdict) in sorted(newest.items())
        if verdict is not None
    }
