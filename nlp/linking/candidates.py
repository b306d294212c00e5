"""Which pairs of accounts are worth comparing.

Every source is an index look-up whose lists are bounded, so that the pairs grow with the
accounts and not with their square.
"""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations

from nlp.linking.overlaps import VendorPair
from nlp.linking.population import Population


class CandidateSource(StrEnum):
    """Why a pair is compared."""

    IDENTIFIER = "identifier"
    DUPLICATES = "duplicates"
    HANDLE = "handle"
    PROFILE = "profile"
    STYLE = "style"


def find_candidates(
    population: Population,
) -> dict[VendorPair, frozenset[CandidateSource]]:
    """Return the pairs to compare, lower id first, with what brought them up."""
    found: defaultdict[VendorPair, set[CandidateSource]] = defaultdict(set)
    sources = {
        CandidateSource.IDENTIFIER: _identifier_pairs(population),
        CandidateSource.DUPLICATES: _duplicate_pairs(population),
        CandidateSource.HANDLE: _ids(population, population.handles.similar_pairs()),
        CandidateSource.PROFILE: _ids(population, population.profiles.similar_pairs()),
        CandidateSource.STYLE: _ids(population, population.style.near_pairs()),
    }
    for source, pairs in sources.items():
        for pair in pairs:
            found[pair].add(source)
    return {pair: frozenset(found[pair]) for pair in sorted(found)}


def _identifier_pairs(population: Population) -> set[VendorPair]:
    return {
        (left, right)
        for vendor_ids in population.shared_keys().values()
        for left, right in combinations(vendor_ids, 2)
    }


def _duplicate_pairs(population: Population) -> set[VendorPair]:
    # A duplicate may be of an account that is gone by now.
    return {
        (left, right)
        for left, right in population.overlaps.sharing_pairs()
        if population.knows(left) and population.knows(right)
    }


def _ids(
    population: Population, rows: Iterable[tuple[int, int]]
) -> Iterable[VendorPair]:
    accounts = population.accounts
    for left, right in rows:
        yield accounts[left].vendor_id, accounts[right].vendor_id
