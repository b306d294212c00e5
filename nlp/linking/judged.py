"""Turns analysts' judgements into pairs that a model learns from."""

from collections.abc import Callable, Iterable, Mapping

from core.links import Verdict
from nlp.linking.clusters import Pair, confirmed_groups
from nlp.linking.linker import MeasuredPair
from nlp.linking.training import LabelledPair

SOURCE = "judged"
"""Before the names of holders, so that they are nobody of a file of accounts."""


def decided_pairs(verdicts: Mapping[Pair, Verdict]) -> list[Pair]:
    """Return the pairs that somebody has made up their mind about, and that do not contradict the others."""
    holder_of = _holders(verdicts)
    return [
        pair
        for pair, verdict in sorted(verdicts.items())
        if verdict is not Verdict.UNSURE
        and (holder_of(pair[0]) == holder_of(pair[1])) is (verdict is Verdict.POSITIVE)
    ]


def label_judged(
    verdicts: Mapping[Pair, Verdict], measured: Iterable[MeasuredPair]
) -> list[LabelledPair]:
    """Label measured pairs by what was judged.

    Accounts that positive judgements join have one holder; every other account is taken to have its own.

    Args:
        verdicts: The judgements in force, lower id first.
        measured: Pairs, of which those that are not decided are left out.
    """
    decided = set(decided_pairs(verdicts))
    holder_of = _holders(verdicts)
    return [
        LabelledPair(
            features=pair.features,
            left_holder=f"{SOURCE}/{holder_of(pair.ids[0])}",
            right_holder=f"{SOURCE}/{holder_of(pair.ids[1])}",
        )
        for pair in measured
        if pair.ids in decided
    ]


def _holders(verdicts: Mapping[Pair, Verdict]) -> Callable[[str], str]:
    """Return what names an account's holder: the lowest id that judgements join it with."""
    named = {one: min(group) for group in confirmed_groups(verdicts) for one in group}
    return lambda vendor_id: named.get(vendor_id, vendor_id)
