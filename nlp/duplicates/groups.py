"""Groups of listings that say the same, each with the listing that stands for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from core.analysis import DuplicateGroup, DuplicateKind, DuplicatePair

_NEVER = datetime.max.replace(tzinfo=UTC)
_STRENGTH = {
    DuplicateKind.EXACT: 2,
    DuplicateKind.NEAR: 1,
    DuplicateKind.REWORDED: 0,
}
_Strength = tuple[int, float, float]


def group_duplicates(
    pairs: Iterable[DuplicatePair],
    first_seen: Mapping[str, datetime] | None = None,
) -> list[DuplicateGroup]:
    """Return groups whose every member is a near-duplicate of the representative.

    Near-duplicates are not transitive: along a chain of small changes two ends need not
    have a word in common. So listings are taken in the order in which they were seen. One
    that is paired with a representative joins the one it is most like; any other becomes
    a representative itself. A listing that is seen later therefore never changes the group
    of one seen earlier: representatives stay, and groups only grow.

    Args:
        pairs: Confirmed pairs, in any order.
        first_seen: When each listing was first seen; those without a time come last, and
            equal times go by the ids.

    Returns:
        Groups of two or more, in the order of their representatives' ids.

    References:
        Hartigan, Clustering Algorithms, 1975 (the leader algorithm).
    """
    seen = first_seen or {}
    likeness = _neighbours(pairs)
    order = sorted(likeness, key=lambda one: (seen.get(one, _NEVER), one))
    members: dict[str, list[str]] = {}
    for listing_id in order:
        near = [one for one in likeness[listing_id] if one in members]
        if near:
            # The earlier of two that are as like comes first, and ``max`` keeps the first.
            near.sort(key=lambda one: (seen.get(one, _NEVER), one))
            leader = max(near, key=likeness[listing_id].__getitem__)
            members[leader].append(listing_id)
        else:
            members[listing_id] = [listing_id]
    return [
        DuplicateGroup(representative=leader, members=tuple(sorted(members[leader])))
        for leader in sorted(members)
        if len(members[leader]) > 1
    ]


def _neighbours(pairs: Iterable[DuplicatePair]) -> dict[str, dict[str, _Strength]]:
    likeness: defaultdict[str, dict[str, _Strength]] = defaultdict(dict)
    for pair in pairs:
        strength = (_STRENGTH[pair.kind], pair.overlap, pair.cosine)
        likeness[pair.left][pair.right] = strength
        likeness[pair.right][pair.left] = strength
    return likeness
