"""Links vendor accounts: candidates, comparison, weight, explanation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.analysis import Account, DuplicatePair
from core.ids import pair_id
from core.links import EvidenceKind, VendorLink
from nlp.linking.candidates import find_candidates
from nlp.linking.explain import explain_score
from nlp.linking.features import Comparison, compare_accounts
from nlp.linking.population import MAX_SHARERS, Population, StopValue
from nlp.linking.score import (
    DEFAULT_WEIGHTS,
    SCORER,
    Score,
    Weights,
    prior_weight,
    score_comparison,
)

NEVER_ALONE = frozenset({EvidenceKind.HANDLE_SIMILARITY, EvidenceKind.LEXICAL_PROFILE})
"""Kinds that never make a link without another: anyone may have such a name, or sell
the same things in the same words."""


@dataclass(frozen=True, slots=True)
class LinkingResult:
    """What a pass over all accounts found."""

    links: tuple[VendorLink, ...]
    """Pairs at or above the threshold, the most probable first."""
    candidate_pairs: int
    """Pairs that were compared."""
    stop_values: tuple[StopValue, ...]
    """Identifiers left out because too many accounts show them."""


def link_accounts(
    accounts: Sequence[Account],
    duplicates: Iterable[DuplicatePair],
    *,
    threshold: float,
) -> list[VendorLink]:
    """Return the pairs of accounts that probably have one holder, with the reasons.

    Args:
        accounts: All accounts of all markets, in any order.
        duplicates: Confirmed near-duplicate listings of these accounts.
        threshold: Least probability of a link, between 0 and 1.
    """
    return list(run_linking(accounts, duplicates, threshold=threshold).links)


def run_linking(
    accounts: Sequence[Account],
    duplicates: Iterable[DuplicatePair],
    *,
    threshold: float,
    weights: Weights = DEFAULT_WEIGHTS,
    max_sharers: int = MAX_SHARERS,
) -> LinkingResult:
    """Link accounts and report what was compared and what was left out.

    Args:
        accounts: All accounts of all markets, in any order.
        duplicates: Confirmed near-duplicate listings of these accounts.
        threshold: Least probability of a link, between 0 and 1.
        weights: The numbers of the model.
        max_sharers: An identifier of more accounts than this is a stop-value.
    """
    population = Population(accounts, duplicates, max_sharers=max_sharers)
    prior = prior_weight(len(population.accounts), weights)
    candidates = find_candidates(population)
    links = []
    for left, right in candidates:
        comparison = compare_accounts(population, left, right)
        score = score_comparison(comparison, prior=prior, weights=weights)
        if score.probability >= threshold and _is_supported(score):
            links.append(_link(comparison, score))
    links.sort(key=lambda link: (-link.weight, link.left, link.right))
    return LinkingResult(
        links=tuple(links),
        candidate_pairs=len(candidates),
        stop_values=population.stop_values,
    )


def _is_supported(score: Score) -> bool:
    speaking = {kind for kind, weight in score.parts.items() if weight > 0}
    return len(speaking) > 1 or not speaking <= NEVER_ALONE


def _link(comparison: Comparison, score: Score) -> VendorLink:
    left, right = comparison.left.vendor_id, comparison.right.vendor_id
    return VendorLink(
        link_id=pair_id("link", left, right),
        left=left,
        right=right,
        weight=round(score.weight, 2),
        probability=score.probability,
        evidence=explain_score(comparison, score),
        scorer=SCORER,
    )
