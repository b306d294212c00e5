"""Gives clusters ids that last, and says what became of those before.

A group of accounts takes over the id of the former cluster that it shares most accounts with. So a case that names a cluster finds it
again after it has grown, and a merge or split is an entry in a log and not a riddle.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.ids import stable_id
from core.links import Cluster, ClusterChange, ClusterEvent


@dataclass(frozen=True, slots=True)
class ClusterUpdate:
    """What a new grouping changes."""

    clusters: tuple[Cluster, ...]
    """All that there are now, of the accounts that were looked at; by id."""
    dissolved: tuple[str, ...]
    """Ids of former clusters that are no more."""
    events: tuple[ClusterEvent, ...]


def update_clusters(
    groups: Sequence[frozenset[str]],
    former: Iterable[Cluster],
    *,
    confirmed: Iterable[frozenset[str]],
    at: datetime,
    cause: str,
    ended: Mapping[frozenset[str], str] | None = None,
) -> ClusterUpdate:
    """Carry ids over to new groups and log every change.

    Args:
        groups: The groups now, of two accounts or more, none in two.
        former: The clusters before, of the same accounts.
        confirmed: The groups that positive judgements alone make.
        at: The time of the change.
        cause: What led to it.
        ended: Ids of clusters that fell apart into single accounts, by those accounts: the same
            accounts together again are the same cluster again, such as after an undo.
    """
    before = {one.cluster_id: one for one in former}
    certain = list(confirmed)
    taken = _carry_over(groups, before)
    clusters, events = [], []
    for group in groups:
        old = before.get(taken.get(group, ""))
        again = (ended or {}).get(group)
        cluster = _cluster(group, old, certain, at, again=again)
        clusters.append(cluster)
        event = _event(cluster, old, _relatives(group, old, before), at, cause)
        if event is not None:
            events.append(event)
    gone = sorted(before.keys() - set(taken.values()))
    ids = {member: one.cluster_id for one in clusters for member in one.vendor_ids}
    events += [_end(before[key], ids, at, cause) for key in gone]
    events.sort(key=lambda one: (one.cluster_id, one.event_id))
    clusters.sort(key=lambda one: one.cluster_id)
    return ClusterUpdate(tuple(clusters), tuple(gone), tuple(events))


def finish_update(
    events: Iterable[ClusterEvent], clusters: Mapping[str, Cluster]
) -> ClusterUpdate:
    """Return what a log tells of that the clusters do not show yet; nothing is logged anew.

    Args:
        events: The newest entries, all of one time.
        clusters: The clusters that they name, by id, as they are.
    """
    changed, gone = [], []
    for event in events:
        old = clusters.get(event.cluster_id)
        if event.change is ClusterChange.DISSOLVED:
            gone += [event.cluster_id] if old else []
        elif old is None or old.changed_at < event.at:
            was = old.vendor_ids if old else ()
            members = sorted({*was, *event.joined} - {*event.left})
            changed.append(
                Cluster(
                    cluster_id=event.cluster_id,
                    vendor_ids=tuple(members),
                    formed_at=old.formed_at if old else event.at,
                    changed_at=event.at,
                    confirmed=old.confirmed if old else False,
                )
            )
    return ClusterUpdate(tuple(changed), tuple(gone), ())


def _carry_over(
    groups: Sequence[frozenset[str]], before: Mapping[str, Cluster]
) -> dict[frozenset[str], str]:
    """Match groups with former clusters, most shared accounts first, older first."""
    cluster_of = {
        member: key for key, one in before.items() for member in one.vendor_ids
    }
    matches = []
    for group in groups:
        shared = Counter(cluster_of[one] for one in group if one in cluster_of)
        matches += [
            (-count, before[key].formed_at, key, min(group), group)
            for key, count in shared.items()
        ]
    taken: dict[frozenset[str], str] = {}
    given: set[str] = set()
    for *_, key, _, group in sorted(matches, key=lambda one: one[:4]):
        if group not in taken and key not in given:
            taken[group] = key
            given.add(key)
    return taken


def _cluster(
    group: frozenset[str],
    old: Cluster | None,
    certain: Sequence[frozenset[str]],
    at: datetime,
    *,
    again: str | None,
) -> Cluster:
    members = tuple(sorted(group))
    confirmed = any(group <= one for one in certain)
    if old is None:
        return Cluster(
            cluster_id=again or stable_id("cluster", at.isoformat(), *members),
            vendor_ids=members,
            formed_at=at,
            changed_at=at,
            confirmed=confirmed,
        )
    same = old.vendor_ids == members and old.confirmed == confirmed
    return old.model_copy(
        update={
            "vendor_ids": members,
            "changed_at": old.changed_at if same else at,
            "confirmed": confirmed,
        }
    )


def _relatives(
    group: frozenset[str], old: Cluster | None, before: Mapping[str, Cluster]
) -> tuple[str, ...]:
    """Return the other former clusters that a group's accounts were in."""
    own = old.cluster_id if old else None
    return tuple(
        sorted(
            key
            for key, one in before.items()
            if key != own and not group.isdisjoint(one.vendor_ids)
        )
    )


def _event(
    cluster: Cluster,
    old: Cluster | None,
    relatives: tuple[str, ...],
    at: datetime,
    cause: str,
) -> ClusterEvent | None:
    was = frozenset(old.vendor_ids) if old else frozenset()
    now = frozenset(cluster.vendor_ids)
    if was == now:
        return None
    if old is None:
        change = ClusterChange.SPLIT if relatives else ClusterChange.FORMED
    elif relatives:
        change = ClusterChange.MERGED
    else:
        change = ClusterChange.GREW if was < now else ClusterChange.SHRANK
    return ClusterEvent(
        event_id=_event_id(cluster.cluster_id, at, cause),
        cluster_id=cluster.cluster_id,
        change=change,
        at=at,
        joined=tuple(sorted(now - was)),
        left=tuple(sorted(was - now)),
        others=relatives,
        cause=cause,
    )


def _end(
    old: Cluster, ids: Mapping[str, str], at: datetime, cause: str
) -> ClusterEvent:
    heirs = tuple(sorted({ids[one] for one in old.vendor_ids if one in ids}))
    return ClusterEvent(
        event_id=_event_id(old.cluster_id, at, cause),
        cluster_id=old.cluster_id,
        change=ClusterChange.DISSOLVED,
        at=at,
        left=old.vendor_ids,
        others=heirs,
        cause=cause,
    )


def _event_id(cluster_id: str, at: datetime, cause: str) -> str:
    return stable_id("cluster-event", cluster_id, at.isoformat(), cause)
