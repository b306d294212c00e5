"""Groups of listings that say the same, from pairs."""

from collections import defaultdict
from collections.abc import Iterable

from core.analysis import DuplicatePair


def group_duplicates(pairs: Iterable[DuplicatePair]) -> list[frozenset[str]]:
    """Return the connected groups of listings, in whatever order the pairs come.

    Returns:
        Groups of two or more listing ids, ordered by their lowest id.
    """
    parents: dict[str, str] = {}
    for pair in pairs:
        left, right = _root(parents, pair.left), _root(parents, pair.right)
        parents[max(left, right)] = min(left, right)
    members: defaultdict[str, set[str]] = defaultdict(set)
    for listing_id in parents:
        members[_root(parents, listing_id)].add(listing_id)
    groups = (frozenset(group) for group in members.values() if len(group) > 1)
    return sorted(groups, key=min)


def _root(parents: dict[str, str], listing_id: str) -> str:
    parent = parents.setdefault(listing_id, listing_id)
    while parent != listing_id:
        # Every second step is skipped from now on, so that chains stay short.
        parents[listing_id] = parents[parent]
        listing_id, parent = parent, parents[parent]
    return listing_id
