"""Clusters of a component come out as if everything was looked at."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import pair_id
from core.links import Cluster, ClusterChange, VendorLink, Verdict
from nlp.linking.cluster_history import ClusterUpdate
from nlp.linking.clusters import Pair
from nlp.linking.components import form_clusters, read_component

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = "abcdefghij"
POSITIVE, NEGATIVE, UNSURE = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.UNSURE


def make_link(left: str, right: str, weight: float = 8.0) -> VendorLink:
    return VendorLink(
        link_id=pair_id("link", left, right),
        left=left,
        right=right,
        weight=weight,
        probability=0.9,
        evidence=(),
        scorer="test",
    )


@dataclass
class World:
    """Everything there is, in memory."""

    links: dict[Pair, float] = field(default_factory=dict)
    verdicts: dict[Pair, Verdict] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    ended: dict[frozenset[str], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Accounts whose links were asked for."""

    def links_of(self, vendor_ids: Collection[str]) -> Iterable[VendorLink]:
        self.asked += vendor_ids
        for pair, weight in self.links.items():
            if set(pair) & set(vendor_ids):
                yield make_link(*pair, weight)

    def verdicts_of(self, vendor_ids: Collection[str]) -> Mapping[Pair, Verdict]:
        return {
            pair: verdict
            for pair, verdict in self.verdicts.items()
            if set(pair) & set(vendor_ids)
        }

    def clusters_of(self, vendor_ids: Collection[str]) -> Iterable[Cluster]:
        for cluster in self.clusters.values():
            if set(cluster.vendor_ids) & set(vendor_ids):
                yield cluster

    def ended_of(self, vendor_ids: Collection[str]) -> Mapping[frozenset[str], str]:
        return {
            group: key
            for group, key in self.ended.items()
            if group & set(vendor_ids) and key not in self.clusters
        }

    def recluster(self, start: Iterable[str], at: datetime = MONDAY) -> ClusterUpdate:
        """Form the clusters around some accounts anew, and keep them."""
        component = read_component(start, self)
        ended = self.ended_of(component.accounts)
        update = form_clusters(component, at=at, cause="test", ended=ended)
        for event in update.events:
            if event.change is ClusterChange.DISSOLVED and not event.others:
                self.ended[frozenset(event.left)] = event.cluster_id
        for key in update.dissolved:
            del self.clusters[key]
        self.clusters |= {one.cluster_id: one for one in update.clusters}
        return update

    def copy(self) -> "World":
        return World(
            dict(self.links),
            dict(self.verdicts),
            dict(self.clusters),
            dict(self.ended),
        )


def members(world: World) -> list[str]:
    return sorted("".join(one.vendor_ids) for one in world.clusters.values())


def test_a_component_is_what_hangs_together_and_nothing_else() -> None:
    world = World(
        links={("a", "b"): 8.0, ("b", "c"): 8.0, ("f", "g"): 8.0, ("c", "h"): 9.0},
        verdicts={("c", "d"): POSITIVE, ("d", "e"): UNSURE, ("c", "h"): NEGATIVE},
    )
    component = read_component(["a"], world)
    assert component.accounts == set("abcd")
    assert set(component.links) == {("a", "b"), ("b", "c")}
    assert sorted(world.asked) == list("abcd"), "each account is asked about once"


def test_former_clusters_bring_their_accounts_along() -> None:
    world = World(links={("a", "b"): 20.0, ("b", "c"): 20.0, ("c", "d"): 20.0})
    world.recluster("a")
    assert members(world) == ["abcd"]
    del world.links["b", "c"]
    update = world.recluster("b")
    assert members(world) == ["ab", "cd"]
    assert {one.change for one in update.events} == {
        ClusterChange.SHRANK,
        ClusterChange.SPLIT,
    }


def test_a_pair_that_is_joined_again_is_the_same_cluster_again() -> None:
    world = World(links={("a", "b"): 8.0})
    world.recluster("ab")
    (before,) = world.clusters
    world.verdicts["a", "b"] = NEGATIVE
    world.recluster("ab")
    assert world.clusters == {}
    del world.verdicts["a", "b"]
    world.recluster("ab")
    assert list(world.clusters) == [before]


def test_positive_judgements_alone_confirm_a_cluster() -> None:
    world = World(verdicts={("a", "b"): POSITIVE}, links={("b", "c"): 8.0})
    world.recluster("c")
    assert [one.confirmed for one in world.clusters.values()] == [False]
    world.verdicts["b", "c"] = POSITIVE
    world.recluster("b")
    assert [one.confirmed for one in world.clusters.values()] == [True]


pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True).map(
    lambda two: (min(two), max(two))
)
changes = st.tuples(
    pairs,
    st.one_of(st.none(), st.floats(0.5, 30.0), st.sampled_from(list(Verdict))),
)
"""A pair and its new link or judgement; None takes both away."""


@settings(max_examples=150)
@given(st.lists(changes, min_size=1, max_size=25))
def test_a_component_alone_comes_out_as_everything_does(
    steps: list[tuple[Pair, float | Verdict | None]],
) -> None:
    around, whole = World(), World()
    for number, (pair, change) in enumerate(steps):
        at = MONDAY + timedelta(days=number)
        for world in (around, whole):
            _change(world, pair, change)
        one, other = around.recluster(pair, at), whole.recluster(NAMES, at)
        assert around.clusters == whole.clusters
        assert one.events == other.events
        assert one.dissolved == other.dissolved
        again = around.copy()
        repeated = again.recluster(NAMES, at + timedelta(hours=1))
        assert (repeated.events, repeated.dissolved) == ((), ())
        assert again.clusters == around.clusters


def _change(world: World, pair: Pair, change: float | Verdict | None) -> None:
    if isinstance(change, Verdict):
        world.verdicts[pair] = change
    elif change is None:
        world.verdicts.pop(pair, None)
        world.links.pop(pair, None)
    else:
        world.links[pair] = change
