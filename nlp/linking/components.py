"""Reads what hangs together with some accounts, so that only their clusters are formed anew.

Clusters in different components do not touch: no link, no positive judgement and no former cluster leads from one to another. So the
clusters of one component come out as they would if everything was looked at.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.links import Cluster, VendorLink, Verdict
from nlp.linking.cluster_history import ClusterUpdate, update_clusters
from nlp.linking.clusters import Pair, confirmed_groups, group_accounts


class Surroundings(Protocol):
    """What is known around accounts."""

    def links_of(self, vendor_ids: Collection[str]) -> Iterable[VendorLink]:
        """Return the links, at or above the threshold, of any of some accounts."""

    def verdicts_of(self, vendor_ids: Collection[str]) -> Mapping[Pair, Verdict]:
        """Return the judgements in force on any of some accounts, lower id first."""

    def clusters_of(self, vendor_ids: Collection[str]) -> Iterable[Cluster]:
        """Return the clusters that hold any of some accounts."""

    def ended_of(self, vendor_ids: Collection[str]) -> Mapping[frozenset[str], str]:
        """Return clusters that fell apart into single accounts: the id by the accounts."""


@dataclass(slots=True)
class Component:
    """Accounts that may share a cluster, and all that decides it."""

    accounts: set[str] = field(default_factory=set)
    links: dict[Pair, VendorLink] = field(default_factory=dict)
    verdicts: dict[Pair, Verdict] = field(default_factory=dict)
    former: dict[str, Cluster] = field(default_factory=dict)
    """Clusters as they are before, by id."""


def read_component(start: Iterable[str], around: Surroundings) -> Component:
    """Read everything that hangs together with some accounts, in breadth.

    Args:
        start: Accounts whose links or judgements have changed.
        around: What is known; asked once about every account.
    """
    found = Component()
    due = set(start)
    while due:
        found.accounts |= due
        reached = set(_read(due, found, around))
        due = reached - found.accounts
    return found


def _read(
    accounts: Collection[str], found: Component, around: Surroundings
) -> Iterator[str]:
    verdicts = around.verdicts_of(accounts)
    found.verdicts |= verdicts
    for link in around.links_of(accounts):
        pair = (link.left, link.right)
        # Two that are judged to be different people are no way from one to the other.
        if verdicts.get(pair) is not Verdict.NEGATIVE:
            found.links[pair] = link
            yield from pair
    for pair, verdict in verdicts.items():
        if verdict is Verdict.POSITIVE:
            yield from pair
    for cluster in around.clusters_of(accounts):
        found.former[cluster.cluster_id] = cluster
        yield from cluster.vendor_ids


def form_clusters(
    component: Component,
    *,
    at: datetime,
    cause: str,
    ended: Mapping[frozenset[str], str],
) -> ClusterUpdate:
    """Form the clusters of a component anew, and say what has changed.

    Args:
        component: All that decides it.
        at: The time of the change.
        cause: What led to it.
        ended: Clusters that fell apart: a group of the very same accounts has the id again.
    """
    grouping = group_accounts(component.links.values(), component.verdicts)
    return update_clusters(
        grouping.groups,
        component.former.values(),
        confirmed=confirmed_groups(component.verdicts),
        at=at,
        cause=cause,
        ended=ended,
    )
