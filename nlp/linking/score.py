"""Weighs a comparison: one number in log-odds, base 2, and its parts.

Fellegi and Sunter's model: the prior that any two accounts have one holder, plus a weight
for each kind of evidence, the logarithm of how much more often it is seen between accounts
of one holder than between strangers. Kinds are taken as independent; where they are not
(copied listings make two styles alike), the comparison keeps them apart. What is missing
weighs nothing.

The anchors below are set by hand from what is known of markets; a later model learns them.

References:
    Fellegi, Sunter, A theory for record linkage, JASA 64 (1969).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp2, log2, sqrt

import numpy as np

from core.links import EvidenceKind
from nlp.linking.features import Comparison, SharedValue

SCORER = "hand-set-1"
"""Name and version of the weights: changes with any of them."""

Anchors = tuple[tuple[float, float], ...]
"""Points (value, weight) in ascending order; between them the weight is linear."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Every number of the model."""

    expected_partners: float = 0.5
    """Other accounts that the holder of an account has on average, on all markets."""
    lowest_prior: float = 0.000_1
    highest_prior: float = 0.01
    """Bounds of the prior: a population may be a handful of accounts or millions."""

    key: float = 20.0
    """A PGP key is proof of one holder: only its owner can sign and read with it."""
    address: float = 14.0
    """Payment goes to one holder; but addresses are also quoted and mistyped."""
    contact: float = 12.0
    """Answered by one holder or one shop; also quoted in warnings."""
    one_market: float = -8.0
    """For an address or contact of three or more accounts that are all on one market: it
    may be the market's own, for escrow or support, quoted by its vendors."""
    one_market_accounts: int = 3
    further_value: float = 3.0
    """For each further shared value of the same kind: partly the same fact."""
    further_values: int = 2
    """Values beyond these weigh nothing."""

    duplicates: float = 8.0
    """Times log2(1 + rare matches) times the root of the share of the smaller account."""
    most_duplicates: float = 16.0

    handle: Anchors = ((0.6, 0.0), (0.75, 1.5), (0.9, 4.0), (1.0, 6.0))
    """By similarity; then scaled by rarity. Six stays below the prior's lowest odds."""
    profile: Anchors = ((0.2, 0.0), (0.5, 3.0), (0.8, 6.0), (0.95, 8.0))
    """Vendors of one market draw on the same phrases: strangers reach 0.45."""
    style: Anchors = (
        *((-0.3, -3.0), (-0.15, -1.5), (-0.05, 0.0), (0.0, 0.0)),
        *((0.05, 3.0), (0.1, 4.5), (0.15, 5.5), (0.25, 7.0)),
    )
    """On real and synthetic accounts a margin of 0.1 is 8 to 11 bits and -0.2 is -3 to -6;
    held back, because people who sell one thing in one language share words."""

    conflict: float = -2.0
    """Another key under another name: whoever hides takes a new key as well."""
    conflict_same_name: float = -12.0
    """Another key under the same name: whoever keeps the name keeps the key, so that
    buyers can check it. An impersonator copies name and texts; where both are paid or
    answered at one place, it is none, and the key was merely changed."""
    same_name: Anchors = ((0.75, 0.0), (0.95, 1.0))
    """By handle similarity: how far the name is the same."""


@dataclass(frozen=True, slots=True)
class Score:
    """The weight of a comparison and its parts."""

    prior: float
    parts: Mapping[EvidenceKind, float] = field(default_factory=dict)
    """Weight by kind, without those that weigh nothing."""

    @property
    def weight(self) -> float:
        """Log-odds, base 2, that both accounts have one holder."""
        return self.prior + sum(self.parts.values())

    @property
    def probability(self) -> float:
        """The weight as a probability."""
        # Beyond 60 bits a float's probability is 0 or 1 anyway.
        bits = min(max(self.weight, -60.0), 60.0)
        return 1.0 / (1.0 + exp2(-bits))


DEFAULT_WEIGHTS = Weights()


def prior_weight(accounts: int, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return the log-odds, base 2, that two accounts of a population have one holder."""
    rate = weights.expected_partners / max(1, accounts - 1)
    rate = min(max(rate, weights.lowest_prior), weights.highest_prior)
    return log2(rate / (1.0 - rate))


def score_comparison(
    comparison: Comparison, *, prior: float, weights: Weights = DEFAULT_WEIGHTS
) -> Score:
    """Weigh everything that a comparison found.

    Args:
        comparison: Two accounts, compared.
        prior: As ``prior_weight`` gives it.
        weights: The numbers of the model.
    """
    addresses, contacts = _places(comparison, weights)
    parts = {
        EvidenceKind.SHARED_KEY: _shared(comparison.keys, weights.key, weights),
        EvidenceKind.SHARED_ADDRESS: addresses,
        EvidenceKind.SHARED_CONTACT: contacts,
        EvidenceKind.NEAR_DUPLICATE_LISTINGS: _duplicates(comparison, weights),
        EvidenceKind.HANDLE_SIMILARITY: _handle(comparison, weights),
        EvidenceKind.MIRRORED_PROFILE: _at(comparison.profile, weights.profile),
        EvidenceKind.LEXICAL_PROFILE: _at(comparison.style, weights.style),
        EvidenceKind.CONFLICTING_KEY: _conflict(comparison, weights),
    }
    # Less than a hundredth of a bit would only lengthen the explanation.
    said = {kind: weight for kind, weight in parts.items() if abs(weight) >= 0.01}
    return Score(prior=prior, parts=said)


def _places(comparison: Comparison, weights: Weights) -> tuple[float, float]:
    """Return the weights of shared addresses and of shared contacts.

    A market's support notice names its address and its mail together: where both kinds are only such values, they are one fact, and the
    lighter one adds nothing.
    """
    addresses = _shared(comparison.addresses, weights.address, weights)
    contacts = _shared(comparison.contacts, weights.contact, weights)
    values = (*comparison.addresses, *comparison.contacts)
    if any(not _of_one_market(value, weights) for value in values):
        return addresses, contacts
    return (addresses, 0.0) if addresses >= contacts else (0.0, contacts)


def _shared(values: tuple[SharedValue, ...], first: float, weights: Weights) -> float:
    if not values:
        return 0.0
    own = [value for value in values if not _of_one_market(value, weights)]
    # Shared by four accounts, a value is less likely to be one person's own.
    if not own:
        return first - log2(values[0].accounts / 2) + weights.one_market
    further = min(len(own) - 1, weights.further_values)
    return first - log2(own[0].accounts / 2) + further * weights.further_value


def _of_one_market(value: SharedValue, weights: Weights) -> bool:
    return value.markets == 1 and value.accounts >= weights.one_market_accounts


def _duplicates(comparison: Comparison, weights: Weights) -> float:
    if comparison.overlap is None:
        return 0.0
    amount = log2(1.0 + comparison.overlap.rare)
    weight = weights.duplicates * amount * sqrt(comparison.overlap_share)
    return min(weight, weights.most_duplicates)


def _handle(comparison: Comparison, weights: Weights) -> float:
    match = comparison.handle
    return _at(match.similarity, weights.handle) * match.rarity


def _conflict(comparison: Comparison, weights: Weights) -> float:
    if comparison.conflict is None:
        return 0.0
    if comparison.addresses or comparison.contacts:
        return weights.conflict
    same_name = _at(comparison.handle.similarity, weights.same_name)
    return weights.conflict + same_name * (
        weights.conflict_same_name - weights.conflict
    )


def _at(value: float | None, anchors: Anchors) -> float:
    if value is None:
        return 0.0
    values, weights = zip(*anchors, strict=True)
    return float(np.interp(value, values, weights))
